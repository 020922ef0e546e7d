"""What a link was: every change, by whom, and what differed."""

from dataclasses import asdict, dataclass

import msgspec
from flask import Response, request

from shortener.accounts import people
from shortener.admin.forms import LABELS, show
from shortener.admin.frame import page, screen, wants_part, zone
from shortener.admin.one import link_or_404
from shortener.admin.then import then_of
from shortener.links.views import LinkView, RevisionView
from shortener.web.services import services


@dataclass(frozen=True)
class Step:
    """One change: the revision, and (label, before, after) of what differs from the one before it."""

    revision: RevisionView
    changes: list[tuple[str, str, str]]


@screen("/links/<int:link_id>/history", "read")
def history(link_id: int) -> Response:
    link, revisions = link_or_404(link_id), services().library.history(link_id)
    then = then_of(request.args, revisions)
    status = 422 if then["then_problems"] else 200
    if wants_part("then"):
        return page("then", status, link=link, **then)
    with services().database.read() as session:
        names = people.names(session)
    return page("history", status, link=link, steps=_steps(revisions, names), names=names, **then)


def _steps(revisions: list[RevisionView], names: dict[int, str]) -> list[Step]:
    """Newest first, as given; each is compared with the next, which is older."""
    shown = [readable(msgspec.convert(revision.state, LinkView), names) for revision in revisions]
    return [
        Step(revision, differences(shown[number + 1], shown[number]) if number + 1 < len(shown) else [])
        for number, revision in enumerate(revisions)
    ]


def readable(link: LinkView, names: dict[int, str]) -> dict[str, str]:
    """Each field as the edit form would show it, the owner by name."""
    then = asdict(show(link, zone()))
    if then["owner_id"]:
        then["owner_id"] = names.get(int(then["owner_id"]), then["owner_id"])
    return then


def differences(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """(label, before, after) of two that are readable."""
    return [(label, before[name], after[name]) for name, label in LABELS.items() if before[name] != after[name]]
