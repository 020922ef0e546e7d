"""The audit log: one line for each act about people, keys and the site; acts on links stand in their own history."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shortener.accounts.tables import Noted, Person
from shortener.clock import now_ms
from shortener.stores import Database

LONGEST_SUBJECT, LONGEST_NAME = 255, 64
AT_ONCE = 1000
COMMAND_LINE = "command line"
ACTIONS = {
    "sign-in": "Signed in",
    "sign-in-code": "Signed in with a code",
    "sign-in-written": "Signed in with a written code",
    "sign-in-passkey": "Signed in with a passkey",
    "sign-in-provider": "Signed in at the organisation",
    "sign-in-failed": "Gave a wrong password",
    "code-failed": "Gave a wrong code",
    "provider-failed": "Came from the organisation in vain",
    "joined-by-provider": "Came from the organisation for the first time",
    "passkey-failed": "Gave a wrong passkey",
    "sign-out": "Signed out",
    "sign-in-ended": "Ended sign-ins of their own",
    "joined": "Used an invitation",
    "password": "Changed their password",
    "password-set": "Gave a new password to",
    "code-on": "Turned on their code",
    "code-off": "Turned off their code",
    "codes-renewed": "Made new written codes",
    "passkey-added": "Added a passkey",
    "passkey-removed": "Removed a passkey",
    "passkey-doubted": "Used a passkey of which there are two",
    "key-made": "Made a key",
    "key-ended": "Ended a key",
    "person-added": "Added",
    "person-changed": "Changed the role or limits of",
    "person-disabled": "Disabled",
    "person-enabled": "Enabled",
    "person-signed-out": "Signed out",
    "person-password": "Made a link for a new password of",
    "person-code-off": "Turned off the code of",
    "person-passkeys-off": "Removed the passkeys of",
    "invited": "Invited",
    "invitation-withdrawn": "Took back an invitation",
    "domain-added": "Added the domain",
    "domain-removed": "Removed the domain",
    "tag-changed": "Changed the tag",
    "tag-removed": "Removed the tag",
    "webhook-added": "Added the webhook",
    "webhook-changed": "Changed a webhook",
    "webhook-removed": "Removed a webhook",
    "shared": "Shared the numbers of",
    "share-ended": "Ended a shared page of",
    "bulk-applied": "Changed many links at once, by batch",
    "bulk-undone": "Took back the batch",
    "misses-decided": "Decided about slugs not found",
}


class Asked(msgspec.Struct, frozen=True):
    """Which lines: of one person's id, one action, from `since_ms` on and before `until_ms`; None or "" means any."""

    person: int | None = None
    action: str = ""
    since_ms: int | None = None
    until_ms: int | None = None


class Line(msgspec.Struct, frozen=True):
    """`name` is who did it, as they are called now; `prefix` the network they came from, "" where none is kept."""

    id: int
    at: int
    name: str
    action: str
    subject: str
    prefix: str


def note(
    session: Session, action: str, *, by: int | None = None, name: str = "", subject: str = "", prefix: str = ""
) -> None:
    """In the caller's transaction. `name` says who it was where `by` is no person."""
    session.add(
        Noted(
            at=now_ms(),
            person_id=by,
            name=name[:LONGEST_NAME],
            action=action,
            subject=subject[:LONGEST_SUBJECT],
            prefix=prefix,
        )
    )


def lines(session: Session, asked: Asked, most: int, before: int | None = None) -> list[Line]:
    """The last first; only those with an id below `before`."""
    n = Noted
    wanted = select(n.id, n.at, Person.name, n.name, n.action, n.subject, n.prefix).outerjoin(
        Person, Person.id == n.person_id
    )
    holds = {
        n.person_id: asked.person,
        n.action: asked.action or None,
    }
    wanted = wanted.where(*(column == value for column, value in holds.items() if value is not None))
    if asked.since_ms is not None:
        wanted = wanted.where(n.at >= asked.since_ms)
    if asked.until_ms is not None:
        wanted = wanted.where(n.at < asked.until_ms)
    if before is not None:
        wanted = wanted.where(n.id < before)
    rows = session.execute(wanted.order_by(n.id.desc()).limit(most))
    return [Line(number, at, now or then, *rest) for number, at, now, then, *rest in rows]


def every(database: Database, asked: Asked) -> Iterator[Line]:
    """All of them, the last first, read page by page."""
    before = None
    while True:
        with database.read() as session:
            page = lines(session, asked, AT_ONCE, before)
        yield from page
        if len(page) < AT_ONCE:
            return
        before = page[-1].id


def prune(session: Session, before_ms: int) -> None:
    """Removes lines that are older."""
    session.execute(delete(Noted).where(Noted.at < before_ms))
