"""Keys by which programs ask in a person's name: shown once, kept as a hash, each for some things only."""

import hashlib
import logging
import secrets
from collections.abc import Sequence

import msgspec
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from shortener.accounts.errors import AccountRefused
from shortener.accounts.people import find
from shortener.accounts.tables import ApiKey, Person
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.stores import Database, hold

PREFIX = "key_"
LONGEST_NAME, LONGEST_KEY = 64, 128
EVERYTHING = "admin"
SCOPES = ("stats:read", "clicks:read", "links:read", "links:write", EVERYTHING)
SEEN_MS = 60_000
LARGEST = 2**63 - 1  # no database numbers further

log = logging.getLogger(__name__)


class KeyView(msgspec.Struct, frozen=True):
    """A key as it is shown; `seen_at` is when it was last used, to the minute."""

    id: int
    person: str
    name: str
    scopes: tuple[str, ...]
    created_at: int
    seen_at: int | None
    revoked_at: int | None


class Caller(msgspec.Struct, frozen=True):
    """Who asks with a key, and what the key is for."""

    key_id: int
    person: Person
    scopes: frozenset[str]

    def has(self, scope: str) -> bool:
        """A key for everything is one for this too."""
        return not self.scopes.isdisjoint({scope, EVERYTHING})


def add(session: Session, person: str, name: str, scopes: Sequence[str]) -> str:
    """The key, which nobody can see again. Raises AccountRefused."""
    return make(session, person, name, scopes)[0]


def make(session: Session, person: str, name: str, scopes: Sequence[str]) -> tuple[str, KeyView]:
    """The same, with how it is shown from now on."""
    owner = find(session, person)
    if owner is None or owner.disabled_at is not None:
        raise AccountRefused(
            "name", "missing", Words("There is nobody called %(person)s who may sign in.", person=person)
        )
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountRefused("name", "bad", Words("A key needs a name of 1 to %(most)s characters.", most=LONGEST_NAME))
    if not scopes or not set(scopes) <= set(SCOPES):
        raise AccountRefused(
            "scopes", "bad", Words("A key needs one or more of: %(scopes)s.", scopes=", ".join(SCOPES))
        )
    hold(session, f"keys:{owner.id}")
    if name in {key.name for key in living(session, owner)}:
        raise AccountRefused(
            "name",
            "taken",
            Words("%(name)s has a key %(key)s already; end it, or choose another name.", name=owner.name, key=name),
        )
    key = PREFIX + secrets.token_urlsafe(32)
    kept = " ".join(scope for scope in SCOPES if scope in scopes)
    made = ApiKey(person_id=owner.id, name=name, digest=_digest(key), scopes=kept, created_at=now_ms())
    session.add(made)
    session.flush()
    return key, _view(made, owner.name)


def everyones(session: Session) -> list[KeyView]:
    """Revoked ones too, oldest first."""
    rows = session.execute(select(ApiKey, Person.name).join(Person, Person.id == ApiKey.person_id).order_by(ApiKey.id))
    return [_view(key, name) for key, name in rows]


def living(session: Session, person: Person) -> list[KeyView]:
    """Those of a person that open something, oldest first."""
    own = select(ApiKey).where(ApiKey.person_id == person.id, ApiKey.revoked_at.is_(None)).order_by(ApiKey.id)
    return [_view(key, person.name) for key in session.scalars(own)]


def revoke(session: Session, key_id: int) -> KeyView:
    """From now on it opens nothing. Raises AccountRefused."""
    found = session.get(ApiKey, key_id) if key_id <= LARGEST else None
    if found is None or found.revoked_at is not None:
        raise AccountRefused(
            "key", "missing", Words("There is no key %(key_id)s that could be revoked.", key_id=key_id)
        )
    found.revoked_at = now_ms()
    return _view(found, session.get_one(Person, found.person_id).name)


def look_up(database: Database, key: str) -> Caller | None:
    """Whose key it is, if it isn't revoked and its owner may still sign in. Notes once a minute that it was used."""
    if not key.startswith(PREFIX) or len(key) > LONGEST_KEY:
        return None
    now, wanted = now_ms(), select(ApiKey).where(ApiKey.digest == _digest(key), ApiKey.revoked_at.is_(None))
    with database.read() as session:
        found = session.scalar(wanted)
        person = session.get(Person, found.person_id) if found else None
    if found is None or person is None or person.disabled_at is not None:
        return None
    if found.seen_at is None or now - found.seen_at > SEEN_MS:
        _note_use(database, found.id, now)
    return Caller(found.id, person, frozenset(found.scopes.split()))


def _note_use(database: Database, key_id: int, now: int) -> None:
    try:
        with database.write() as session:
            session.execute(update(ApiKey).where(ApiKey.id == key_id).values(seen_at=now))
    except SQLAlchemyError:
        log.warning("The last use of key %s could not be written down; it will be at the next request.", key_id)


def _digest(key: str) -> str:
    """A key is as long as a hash and made by chance: nothing slower is needed, and looking it up tells nothing."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _view(key: ApiKey, person: str) -> KeyView:
    scopes = tuple(key.scopes.split())
    return KeyView(key.id, person, key.name, scopes, key.created_at, key.seen_at, key.revoked_at)
