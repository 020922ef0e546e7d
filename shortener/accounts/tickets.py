"""Questions to a browser that it must answer soon and once: nothing of one is kept here before its answer came."""

import hashlib
import secrets

import msgspec
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shortener.accounts.secret import derive
from shortener.accounts.tables import SpentTicket
from shortener.stores import Database

SECONDS = 600
LONGEST = 64


class Ticket(msgspec.Struct, frozen=True):
    """`name` goes to the browser and comes back with the answer; `challenge`, 32 bytes, is what nobody can foresee."""

    name: str
    challenge: bytes


def new_ticket(secret: bytes, bound: str, now: int) -> Ticket:
    """For ten minutes; `bound` says who is asked for what, and only with the same it can be found again."""
    name = f"{secrets.token_urlsafe(16)}.{now + SECONDS * 1000}"
    return Ticket(name, _challenge(secret, bound, name))


def found(secret: bytes, bound: str, name: str, now: int) -> Ticket | None:
    """None where it is too late. Of a name that was made up comes a challenge that nobody was ever told."""
    ends = _ends(name)
    return Ticket(name, _challenge(secret, bound, name)) if ends is not None and now < ends else None


def spend(database: Database, ticket: Ticket) -> bool:
    """Whether it is the first answer; of two at once only one is."""
    digest = hashlib.sha256(ticket.name.encode()).hexdigest()
    try:
        with database.write() as session:
            session.add(SpentTicket(digest=digest, expires_at=_ends(ticket.name) or 0))
    except IntegrityError:
        return False
    return True


def prune(session: Session, now: int) -> None:
    """Forgets those that are too late."""
    session.execute(delete(SpentTicket).where(SpentTicket.expires_at <= now))


def _ends(name: str) -> int | None:
    ends = name.rpartition(".")[2] if len(name) <= LONGEST and name.isascii() else ""
    return int(ends) if ends.isdigit() and len(ends) < 15 else None


def _challenge(secret: bytes, bound: str, name: str) -> bytes:
    return bytes.fromhex(derive(secret, "ticket", f"{name}:{bound}".encode()))
