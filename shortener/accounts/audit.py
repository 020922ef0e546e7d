"""The audit log: one line for each act about people, keys and the site; acts on links stand in their own history."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shortener.accounts.tables import Noted, Person
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.stores import Database

LONGEST_SUBJECT, LONGEST_NAME = 255, 64
AT_ONCE = 1000
COMMAND_LINE = "command line"
ACTIONS = {
    "sign-in": Words("Signed in"),
    "sign-in-code": Words("Signed in with a code"),
    "sign-in-written": Words("Signed in with a written code"),
    "sign-in-passkey": Words("Signed in with a passkey"),
    "sign-in-provider": Words("Signed in at the organisation"),
    "sign-in-failed": Words("Gave a wrong password"),
    "code-failed": Words("Gave a wrong code"),
    "provider-failed": Words("Came from the organisation in vain"),
    "joined-by-provider": Words("Came from the organisation for the first time"),
    "passkey-failed": Words("Gave a wrong passkey"),
    "sign-out": Words("Signed out"),
    "sign-in-ended": Words("Ended sign-ins of their own"),
    "joined": Words("Used an invitation"),
    "password": Words("Changed their password"),
    "password-set": Words("Gave a new password to"),
    "code-on": Words("Turned on their code"),
    "code-off": Words("Turned off their code"),
    "codes-renewed": Words("Made new written codes"),
    "passkey-added": Words("Added a passkey"),
    "passkey-removed": Words("Removed a passkey"),
    "identity-linked": Words("Linked a sign-in of the organisation"),
    "identity-unlinked": Words("Unlinked a sign-in of the organisation"),
    "passkey-doubted": Words("Used a passkey of which there are two"),
    "key-made": Words("Made a key"),
    "key-ended": Words("Ended a key"),
    "person-added": Words("Added"),
    "person-changed": Words("Changed the role or limits of"),
    "person-disabled": Words("Disabled"),
    "person-enabled": Words("Enabled"),
    "person-signed-out": Words("Ended the sign-ins of"),
    "person-password": Words("Made a link for a new password of"),
    "person-code-off": Words("Turned off the code of"),
    "person-passkeys-off": Words("Removed the passkeys of"),
    "invited": Words("Invited"),
    "invitation-withdrawn": Words("Took back an invitation"),
    "domain-added": Words("Added the domain"),
    "domain-removed": Words("Removed the domain"),
    "tag-changed": Words("Changed the tag"),
    "tag-removed": Words("Removed the tag"),
    "webhook-added": Words("Added the webhook"),
    "webhook-changed": Words("Changed a webhook"),
    "webhook-removed": Words("Removed a webhook"),
    "shared": Words("Shared the numbers of"),
    "share-ended": Words("Ended a shared page of"),
    "bulk-applied": Words("Changed many links at once, by batch"),
    "bulk-undone": Words("Took back the batch"),
    "misses-decided": Words("Decided about slugs not found"),
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
