"""Invitations: links that are shown once, work once and not for long, for somebody new or for a new password."""

from argon2 import PasswordHasher
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shortener.accounts import people
from shortener.accounts.errors import AccountRefused
from shortener.accounts.passwords import HASHER
from shortener.accounts.signin import SignInRefusal, look_up
from shortener.accounts.tables import Invitation, Person
from shortener.accounts.throttle import INVITATIONS, NetworkLimit
from shortener.accounts.tokens import digest_of, make_token
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.stores import Database

DAYS, RESET_DAYS = 7, 1
DAY_MS = 86_400_000
LONGEST_NOTE = 64
OVER = Words("This link has been used, has ended or was taken back; ask an admin for a new one.")


def invite(session: Session, role: str, by: int | None, note: str = "") -> str:
    """The token of a link by which somebody chooses a name and a password. Raises AccountRefused."""
    people.check_role(role)
    note = note.strip()
    if len(note) > LONGEST_NOTE or not (note.isprintable() or not note):
        raise AccountRefused(
            "note", "bad", Words("Say in at most %(most)s characters for whom it is.", most=LONGEST_NOTE)
        )
    return _make(session, DAYS, role=role, made_by_id=by, note=note)


def reset(session: Session, name: str, by: int | None) -> str:
    """The token of a link by which a person chooses a new password; their earlier one ends. Raises AccountRefused."""
    person = people.find(session, name)
    if person is None or person.disabled_at is not None:
        raise AccountRefused("name", "missing", Words("There is nobody called %(name)s who may sign in.", name=name))
    session.execute(delete(Invitation).where(Invitation.person_id == person.id))
    return _make(session, RESET_DAYS, role=person.role, made_by_id=by, person_id=person.id)


def waiting(session: Session) -> list[Invitation]:
    """Those for somebody new that can still be used, the last made first."""
    wanted = select(Invitation).where(Invitation.person_id.is_(None), Invitation.expires_at > now_ms())
    return list(session.scalars(wanted.order_by(Invitation.id.desc())))


def withdraw(session: Session, invitation_id: int) -> None:
    session.execute(delete(Invitation).where(Invitation.id == invitation_id))


def look_at(database: Database, token: str, network: str) -> Invitation | SignInRefusal:
    """The invitation that a link is, limited like signing in. `network` is `rate_key` of the client."""
    return look_up(database, NetworkLimit(network, INVITATIONS), lambda session: _open(session, token))


def accept(session: Session, token: str, name: str, password: str, *, hasher: PasswordHasher = HASHER) -> Person:
    """Uses it up: the new person, or the one with a new password, signed out everywhere. Raises AccountRefused."""
    found = _open(session, token)
    # Of two who use it at once, only one deletes it; whoever is refused below leaves it as it was.
    if found is None or not _use_up(session, found):
        raise AccountRefused("link", "over", OVER)
    if found.person_id is None:
        return people.add(session, name, password, found.role, hasher=hasher)
    person = session.get_one(Person, found.person_id)
    return people.change_password(session, person.name, password, hasher=hasher)


def prune(session: Session, now: int) -> None:
    """Forgets those that ended before `now` (milliseconds)."""
    session.execute(delete(Invitation).where(Invitation.expires_at <= now))


def _make(session: Session, days: int, **fields: object) -> str:
    token, now = make_token(), now_ms()
    session.add(Invitation(token_hash=digest_of(token), created_at=now, expires_at=now + days * DAY_MS, **fields))
    return token


def _open(session: Session, token: str) -> Invitation | None:
    digest = digest_of(token)
    wanted = select(Invitation).where(Invitation.token_hash == digest, Invitation.expires_at > now_ms())
    return session.scalar(wanted) if digest else None


def _use_up(session: Session, invitation: Invitation) -> bool:
    gone = delete(Invitation).where(Invitation.id == invitation.id)
    return session.connection().execute(gone).rowcount == 1
