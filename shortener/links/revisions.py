"""Every change of a link is kept: who, when, why, and the whole state that it led to."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from shortener.links.errors import Refused, spoken_time
from shortener.links.tables import Link, Revision
from shortener.links.views import LinkView
from shortener.sentences import Words

_PEOPLE = table("people", column("id"), column("name"))  # only to say who was faster; `accounts` owns it


class Turn(NamedTuple):
    """What was done to a link, and the state that it led to."""

    link: Link
    view: LinkView
    action: str
    reason: str = ""


def revise(session: Session, link: Link, view: LinkView, action: str, reason: str = "") -> None:
    """Keeps the state in `view`, of which clicks from now on say that they were served."""
    revise_all(session, [Turn(link, view, action, reason)])


def revise_all(session: Session, turns: Sequence[Turn]) -> None:
    """The same of many links in a few statements."""
    revisions = [_revision(*turn) for turn in turns]
    session.add_all(revisions)
    session.flush()
    for turn, revision in zip(turns, revisions, strict=True):
        turn.link.revision_id = revision.id


def _revision(link: Link, view: LinkView, action: str, reason: str) -> Revision:
    return Revision(
        link_id=link.id,
        number=link.version,
        changed_at=link.updated_at,
        changed_by_id=link.updated_by_id,
        action=action,
        reason=reason,
        domain=view.domain,
        slug=view.slug,
        target=view.target,
        state=msgspec.json.encode(view).decode(),
    )


def check_version(session: Session, link: Link, version: int | None) -> None:
    """Refuses an edit that was begun on an older state than the present one."""
    if version is None or version == link.version:
        return
    name = session.scalar(select(_PEOPLE.c.name).where(_PEOPLE.c.id == link.updated_by_id))
    words = Words(
        "%(who)s changed this link in the meantime, at %(when)s; look at it and try again.",
        who=name or Words("Somebody"),
        when=spoken_time(link.updated_at),
    )
    raise Refused("version", "stale", words)
