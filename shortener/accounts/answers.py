"""Answers that are kept for programs, so that what they ask twice with one Idempotency-Key is done once."""

import msgspec
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shortener.accounts.errors import AccountRefused
from shortener.accounts.tables import KeptAnswer
from shortener.stores import Database

KEPT_MS = 24 * 3_600_000
SOON_MS = 60_000  # no request takes longer


class Kept(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: str


def begin(database: Database, key_id: int, name: str, asked: str, now: int) -> Kept | None:
    """What was answered under this name before; None when it is to be done now, and by nobody else.

    Raises AccountRefused: "reused" where something else was asked under it, "busy" while that is being done, "unsure"
    where whoever did it died, so that nobody knows how far it came.
    """
    if _take(database, key_id, name, asked, now):
        return None
    with database.read() as session:
        found = session.scalar(select(KeptAnswer).where(*_named(key_id, name)))
    if found is None or found.begun_at <= now - KEPT_MS:
        _drop(database, key_id, name, now - KEPT_MS)
        if _take(database, key_id, name, asked, now):
            return None
        raise _busy()
    if found.asked != asked:
        raise AccountRefused("Idempotency-Key", "reused", "This Idempotency-Key was sent with another request before.")
    if found.status is None:
        raise _busy() if found.begun_at > now - SOON_MS else _unsure()
    return Kept(found.status, msgspec.json.decode(found.headers or "{}", type=dict[str, str]), found.body or "")


def keep(database: Database, key_id: int, name: str, answer: Kept) -> None:
    headers = msgspec.json.encode(answer.headers).decode()
    with database.write() as session:
        values = {"status": answer.status, "headers": headers, "body": answer.body}
        session.execute(update(KeptAnswer).where(*_named(key_id, name)).values(values))


def forget(database: Database, key_id: int, name: str) -> None:
    """Nothing was done, so the name is free again."""
    with database.write() as session:
        session.execute(delete(KeptAnswer).where(*_named(key_id, name)))


def prune(session: Session, now: int) -> None:
    """Forgets answers that are given no more."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.begun_at <= now - KEPT_MS))


def _take(database: Database, key_id: int, name: str, asked: str, now: int) -> bool:
    try:
        with database.write() as session:
            session.add(KeptAnswer(key_id=key_id, name=name, asked=asked, begun_at=now))
    except IntegrityError:
        return False
    return True


def _drop(database: Database, key_id: int, name: str, before: int) -> None:
    with database.write() as session:
        session.execute(delete(KeptAnswer).where(*_named(key_id, name), KeptAnswer.begun_at <= before))


def _named(key_id: int, name: str) -> tuple[ColumnElement[bool], ...]:
    return (KeptAnswer.key_id == key_id, KeptAnswer.name == name)


def _busy() -> AccountRefused:
    return AccountRefused("Idempotency-Key", "busy", "The same request is being answered just now; ask again.")


def _unsure() -> AccountRefused:
    return AccountRefused(
        "Idempotency-Key",
        "unsure",
        "The same request was begun and not finished; look what is there, and send it with another Idempotency-Key.",
    )
