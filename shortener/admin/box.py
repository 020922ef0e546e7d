"""The create box as every screen shows it: what was typed, what is wrong with it, and what it made."""

from typing import Any

from shortener.admin.forms import LABELS, LinkForm
from shortener.links.verdict import Verdict
from shortener.links.views import LinkView
from shortener.reports.tags import tag_names
from shortener.sentences import Words
from shortener.web.services import services

UNDOUBTED = Verdict()


def box(
    form: LinkForm,
    problems: dict[str, str] | None = None,
    *,
    made: LinkView | None = None,
    same: list[LinkView] | None = None,
    slug: Verdict = UNDOUBTED,
    fresh: bool = False,
) -> dict[str, Any]:
    """What the templates of the box need. `fresh`: `made` was made by this very request."""
    with services().database.read() as session:
        tags = tag_names(session)
    return {
        "form": form,
        "problems": problems or {},
        "made": made,
        "fresh": fresh,
        "same": same or [],
        "alike": slug.alike,
        "rude": slug.rude,
        "opened": bool(set(problems or {}) - {"target", "slug", "domain"}),
        "focus": "" if made else next(iter(problems or {_doubted(same, slug): ""})),
        "labels": LABELS,
        "tags": tags,
        "hosts": services().library.hosts(),
        "statuses": statuses(),
    }


def _doubted(same: list[LinkView] | None, slug: Verdict) -> str:
    """The field that is looked at next."""
    return "slug" if not same and (slug.alike or slug.rude) else "target"


def wanting(parts: dict[str, Any]) -> bool:
    """Whether somebody must look at the form again."""
    return bool(parts["problems"] or parts["same"] or parts["alike"] or parts["rude"])


def statuses() -> list[tuple[str, str]]:
    usual = services().settings.redirect_status
    return [
        ("", Words("As usual (%(status)s)", status=usual)),
        ("301", Words("301 Moved permanently")),
        ("302", Words("302 Found")),
        ("303", Words("303 See other")),
        ("307", Words("307 Temporary")),
        ("308", Words("308 Permanent")),
    ]
