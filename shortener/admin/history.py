"""What a link was: every change, by whom, and what differed."""

from dataclasses import asdict, dataclass

import msgspec
from flask import Response

from shortener.accounts import people
from shortener.admin.forms import LABELS, show
from shortener.admin.frame import page, screen, zone
from shortener.admin.one import link_or_404
from shortener.links.views import LinkView, RevisionView
from shortener.web.services import services


@dataclass(frozen=True)
class Step:
    """One change: the revision, and (label, before, after) of what differs from the one before it."""

    revision: RevisionView
    changes: list[tuple[str, str, str]]


@screen("/links/<int:link_id>/history", "read")
def history(link_id: int) -> Response:
    link = link_or_404(link_id)
    with services().database.read() as session:
        names = people.names(session)
    steps = _steps(services().library.history(link_id), names)
    return page("history", link=link, steps=steps, names=names)


def _steps(revisions: list[RevisionView], names: dict[int, str]) -> list[Step]:
    """Newest first, as given; each is compared with the next, which is older."""
    shown = [_shown(revision, names) for revision in revisions]
    return [
        Step(revision, _differences(shown[number + 1], shown[number]) if number + 1 < len(shown) else [])
        for number, revision in enumerate(revisions)
    ]


def _shown(revision: RevisionView, names: dict[int, str]) -> dict[str, str]:
    then = asdict(show(msgspec.convert(revision.state, LinkView), zone()))
    if then["owner_id"]:
        then["owner_id"] = names.get(int(then["owner_id"]), then["owner_id"])
    return then


def _differences(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(label, before[name], after[name]) for name, label in LABELS.items() if before[name] != after[name]]
