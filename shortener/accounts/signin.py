"""From a name and a password to a person: limited, and telling strangers nothing about who exists."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from shortener.accounts import passwords, throttle
from shortener.accounts.people import find
from shortener.accounts.tables import Person
from shortener.clock import now_ms
from shortener.sentences import Counted, Words
from shortener.stores import Database, hold

Found = TypeVar("Found")

# Attempts are counted before the password is checked; in turn, so that few of them are ever in between.
_turns = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class SignInRefusal:
    """Why not: "wrong" (name or password, or disabled; never said which), or "throttled" until `retry_at` (ms).

    `what` was wrong too often.
    """

    code: Literal["wrong", "throttled"]
    retry_at: int | None = None
    what: str = throttle.PASSWORDS

    def wait_seconds(self, now: int) -> int:
        """How long to wait before the next attempt makes sense."""
        return max(1, -(-(self.retry_at - now) // 1000)) if self.retry_at is not None else 0

    def sentence(self, now: int) -> str:
        if self.code == "wrong":
            return Words("The name or the password is wrong.")
        minutes = -(-self.wait_seconds(now) // 60)
        return Counted(
            "Too many wrong %(what)s. Please try again in %(num)s minute.",
            "Too many wrong %(what)s. Please try again in %(num)s minutes.",
            minutes,
            what=self.what,
        )


def look_up(
    database: Database,
    limit: throttle.Limit,
    find_it: Callable[[Session], Found | None],
    *,
    right_goes_on: bool = False,
) -> Found | SignInRefusal:
    """What a secret that names nobody opens: a wrong one counts against the limit, and beyond it nothing is looked up.

    Where the `right_goes_on`, it opens beyond the limit too: a neighbour in the network can't lock out who knows it.
    """
    now = now_ms()
    with database.read() as session:
        until = throttle.blocked_until(session, limit, now, at_home=False)
        found = find_it(session) if right_goes_on or until is None else None
    if found is not None:
        return found
    if until is not None:
        return SignInRefusal("throttled", until, limit.what)
    with database.write() as session:
        throttle.note_failure(session, limit, now)
    return SignInRefusal("wrong")


def sign_in(database: Database, name: str, password: str, network: str) -> Person | SignInRefusal:
    """The person whose name and password these are. `network` is `rate_key` of the client, "" when it is unknown.

    Takes as long for an unknown name as for a wrong password.
    """
    with _turns:
        limit = throttle.Limit(name, network)
        attempt = _begin(database, limit, name, network)
        if isinstance(attempt, SignInRefusal):
            return attempt
        person = _prove(database, name, password)
        if person is None:
            return SignInRefusal("wrong")
        with database.write() as session:
            throttle.note_success(session, limit, attempt)
            _refresh(session, person, password)
        return person


def _begin(database: Database, limit: throttle.Limit, name: str, network: str) -> list[int] | SignInRefusal:
    """Counts the attempt as a failure until it proves to be none, so that no burst of them slips past the limit."""
    now = now_ms()
    with database.write() as session:
        hold(session, "sign-in")  # else attempts at once on many nodes would all find room for one more
        until = throttle.blocked_until(session, limit, now, at_home=throttle.is_home(session, name, network, now))
        if until is not None:
            return SignInRefusal("throttled", until)
        return throttle.note_failure(session, limit, now)


def _prove(database: Database, name: str, password: str) -> Person | None:
    with database.read() as session:
        person = find(session, name)
    if person is None:
        passwords.verify_nobody(password)
        return None
    is_right = passwords.verify(person.password_hash, password)
    return person if is_right and person.disabled_at is None else None


def _refresh(session: Session, person: Person, password: str) -> None:
    """Keeps the password under today's parameters, unless it has just been changed."""
    proved = person.password_hash
    if passwords.is_outdated(proved):
        person.password_hash = passwords.hash_again(password)
        changed = update(Person).where(Person.id == person.id, Person.password_hash == proved)
        session.execute(changed.values(password_hash=person.password_hash))
