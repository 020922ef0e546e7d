"""What people typed: read as text, kept as text for showing again, and turned into a draft or an edit."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shortener.admin.fields import ON, value_of
from shortener.links.drafts import Draft, Edit
from shortener.links.views import LinkView
from shortener.sentences import Words

CHECKS = ("forward_query", "enabled", "printed", "public_stats")
LABELS = {
    "target": Words("Target"),
    "slug": Words("Slug"),
    "title": Words("Title"),
    "tags": Words("Tags"),
    "notes": Words("Notes"),
    "owner_id": Words("Owner"),
    "status": Words("Redirect"),
    "starts_at": Words("Starts"),
    "ends_at": Words("Ends"),
    "forward_query": Words("Pass on the query string"),
    "enabled": Words("Enabled"),
    "printed": Words("Printed"),
    "printed_reason": Words("Where it is printed"),
    "public_stats": Words("Clicks are public"),
}


class BadForm(Exception):
    """Fields that can't be read; `problems` maps a field's name to one sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class LinkForm:
    """A link as a form holds it: text only; a ticked box is "on", another one empty."""

    target: str = ""
    slug: str = ""
    domain: str = ""
    title: str = ""
    tags: str = ""
    notes: str = ""
    owner_id: str = ""
    status: str = ""
    starts_at: str = ""
    ends_at: str = ""
    forward_query: str = ""
    enabled: str = ON
    printed: str = ""
    printed_reason: str = ""
    public_stats: str = ""


def clean(value: str) -> str:
    """Trimmed, with the line ends that every browser changes on the way back in their stored form."""
    return value.replace("\r\n", "\n").strip()


def read(form: Mapping[str, str], base: LinkForm) -> LinkForm:
    """What was sent; fields that weren't on the form stay as in `base`, boxes that weren't ticked are empty."""
    sent = {name: clean(form[name]) for name in asdict(base) if name in form and name not in CHECKS}
    boxes = {name: ON if form.get(name) else "" for name in CHECKS}
    return replace(base, **sent, **boxes)


def show(link: LinkView, zone: str) -> LinkForm:
    """A stored link as its edit form shows it."""
    return LinkForm(
        target=link.target,
        slug=link.slug,
        domain=link.domain,
        title=link.title,
        tags=", ".join(link.tags),
        notes=link.notes,
        owner_id=str(link.owner_id or ""),
        status=str(link.status or ""),
        starts_at=_local(link.starts_at, zone),
        ends_at=_local(link.ends_at, zone),
        forward_query=ON if link.forward_query else "",
        enabled=ON if link.enabled else "",
        printed=ON if link.printed else "",
        printed_reason=link.printed_reason,
        public_stats=ON if link.public_stats else "",
    )


def draft(form: LinkForm, zone: str, owner_id: int | None) -> Draft:
    """The link that the form asks for. Raises BadForm."""
    values = _values(asdict(form), zone) | {"owner_id": owner_id, "domain": form.domain}
    return Draft(**values)


def edit(form: LinkForm, base: LinkForm, zone: str) -> Edit:
    """Only what differs from what the person was shown. Raises BadForm."""
    seen = asdict(base)
    changed = {name: text for name, text in asdict(form).items() if text != seen[name] and name != "domain"}
    return Edit(**_values(changed, zone))


def _local(at: int | None, zone: str) -> str:
    return "" if at is None else datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def _values(texts: dict[str, str], zone: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, text in texts.items():
        try:
            values[name] = value_of(name, text, zone)
        except ValueError as error:
            problems[name] = error.args[0]
    if problems:
        raise BadForm(problems)
    return values
