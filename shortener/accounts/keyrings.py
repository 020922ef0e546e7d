"""Whose passkeys there are: added, proved at the door, doubted when there are two of one, and removed."""

import logging

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shortener.accounts import audit, passkeys, throttle
from shortener.accounts.errors import AccountRefused
from shortener.accounts.people import existing
from shortener.accounts.signin import SignInRefusal, look_up
from shortener.accounts.tables import Passkey, Person
from shortener.accounts.tickets import Ticket, spend
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.stores import Database

MOST = 20
LONGEST_NAME = 64
WRONG = Words("This passkey is not known here, or it was not the one asked for; try again, or use your password.")

log = logging.getLogger(__name__)


class Door(msgspec.Struct, frozen=True):
    """Where and what a passkey was asked: the site's secret, its host, and the ticket."""

    secret: bytes
    place: passkeys.Place
    ticket: Ticket


class _Proof(msgspec.Struct, frozen=True):
    passkey: Passkey
    person: Person
    counter: int


def of(session: Session, person: Person) -> list[Passkey]:
    """A person's own, oldest first."""
    return list(session.scalars(select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)))


def counts(session: Session) -> dict[int, int]:
    """How many each person has, by id; nobody without any."""
    rows = session.execute(select(Passkey.person_id, func.count()).group_by(Passkey.person_id))
    return {row[0]: row[1] for row in rows}


def add(database: Database, door: Door, person: Person, name: str, answer: str) -> None:
    """From now on it lets this person in. Raises AccountRefused."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountRefused(
            "name", "bad", Words("A passkey needs a name of 1 to %(most)s characters.", most=LONGEST_NAME)
        )
    try:
        digest, credential, counter = passkeys.made(door.place, door.ticket.challenge, answer)
    except passkeys.BadAnswer as error:
        log.info("A new passkey was refused: %s", error)
        raise AccountRefused(
            "answer", "wrong", Words("No passkey was made; load this page again and try once more.")
        ) from None
    if not spend(database, door.ticket):
        raise AccountRefused("answer", "again", Words("This was sent before; look below whether the passkey is there."))
    made = Passkey(
        person_id=person.id, name=name, digest=digest, credential=credential, counter=counter, created_at=now_ms()
    )
    try:
        with database.write() as session:
            if len(of(session, person)) >= MOST:
                raise AccountRefused(
                    "name", "many", Words("You have %(most)s passkeys, which is the most; remove one first.", most=MOST)
                )
            session.add(made)
    except IntegrityError:
        raise AccountRefused("answer", "known", Words("This passkey is known here already.")) from None


def prove(
    database: Database, door: Door, answer: str, network: str, only: Person | None = None
) -> Person | SignInRefusal:
    """Whose passkey signed what was asked, which uses the question up; `only` is who must be, at the second step.

    A wrong one counts against the network that it came from.
    """

    limit = throttle.NetworkLimit(network, throttle.PASSKEYS)
    found = look_up(database, limit, lambda session: _proof(session, door, answer, only))
    if isinstance(found, SignInRefusal):
        return found
    if not spend(database, door.ticket):
        return SignInRefusal("wrong")
    with database.write() as session:
        if _counts_on(session, found):
            return found.person
        _doubt(session, found)
    return SignInRefusal("wrong")


def remove(session: Session, person: Person, passkey_id: int) -> bool:
    """Whether it was one of theirs; from now on it opens nothing."""
    own = delete(Passkey).where(Passkey.person_id == person.id, Passkey.id == passkey_id)
    return session.connection().execute(own).rowcount == 1


def remove_of(session: Session, name: str, passkey_id: int) -> None:
    """One of somebody's. Raises AccountRefused."""
    person = existing(session, name)
    if not remove(session, person, passkey_id):
        raise AccountRefused("id", "missing", f"{person.name} has no passkey {passkey_id}.")


def remove_all(session: Session, name: str) -> None:
    """Raises AccountRefused."""
    person = existing(session, name)
    if not session.connection().execute(delete(Passkey).where(Passkey.person_id == person.id)).rowcount:
        raise AccountRefused("name", "missing", Words("%(name)s has no passkeys.", name=person.name))


def _proof(session: Session, door: Door, answer: str, only: Person | None) -> _Proof | None:
    try:
        wanted = select(Passkey, Person).join(Person, Person.id == Passkey.person_id)
        is_open = (Passkey.doubted_at.is_(None), Person.disabled_at.is_(None))
        row = session.execute(wanted.where(Passkey.digest == passkeys.named(answer), *is_open)).one_or_none()
        if row is None:
            return None
        signed = passkeys.proved(door.place, door.ticket.challenge, row[0].credential, answer)
    except passkeys.BadAnswer as error:
        log.info("A passkey was refused: %s", error)
        return None
    return _Proof(row[0], row[1], signed.counter) if _is_theirs(door, signed, row[1], only) else None


def _is_theirs(door: Door, signed: passkeys.Signed, person: Person, only: Person | None) -> bool:
    """A device says whose passkey it is, and need not where that was known before."""
    if only is not None and only.id != person.id:
        return False
    return signed.handle == passkeys.handle_of(door.secret, person.id) or (only is not None and not signed.handle)


def _counts_on(session: Session, proof: _Proof) -> bool:
    """Whether it has signed more often than before; some never count, and always say 0."""
    later = Passkey.counter < proof.counter if proof.counter else Passkey.counter == 0
    moved = update(Passkey).where(Passkey.id == proof.passkey.id, Passkey.doubted_at.is_(None), later)
    return session.connection().execute(moved.values(counter=proof.counter, seen_at=now_ms())).rowcount == 1


def _doubt(session: Session, proof: _Proof) -> None:
    """There are two of it, and which of them asks can't be told."""
    doubted = update(Passkey).where(Passkey.id == proof.passkey.id).values(doubted_at=now_ms())
    if session.connection().execute(doubted).rowcount:  # else it was removed a moment ago
        audit.note(session, "passkey-doubted", by=proof.person.id, subject=proof.passkey.name)
