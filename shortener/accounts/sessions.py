"""Sign-ins that last: a random token in the browser, a keyed hash of it in the database."""

import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from shortener.accounts.secret import derive
from shortener.accounts.tables import Person, SignIn
from shortener.clock import now_ms

DAY_MS = 86_400_000
TOUCH_MS = 60_000
LONGEST_TOKEN = 64
LONGEST_AGENT = 255


def open(
    session: Session,
    secret: bytes,
    person: Person,
    *,
    days: int,
    agent: str = "",
    network: str = "",
    replaces: str = "",
) -> str:
    """A new token for a person who has just signed in; the browser's earlier one, `replaces`, ends."""
    if replaces:
        close(session, secret, replaces)
    token, now = secrets.token_urlsafe(32), now_ms()
    _note_seen(session, person.id, now)
    session.add(
        SignIn(
            token_hash=hash_token(secret, token),
            person_id=person.id,
            agent=agent[:LONGEST_AGENT],
            prefix=network[:64],
            created_at=now,
            seen_at=now,
            expires_at=now + days * DAY_MS,
        )
    )
    return token


def current(session: Session, secret: bytes, token: str) -> tuple[SignIn, Person] | None:
    """Whose token this is, unless it has ended or they are disabled."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    found = session.execute(
        select(SignIn, Person)
        .join(Person, Person.id == SignIn.person_id)
        .where(
            SignIn.token_hash == hash_token(secret, token), SignIn.expires_at > now_ms(), Person.disabled_at.is_(None)
        )
    ).one_or_none()
    return (found[0], found[1]) if found else None


def needs_touch(sign_in: SignIn) -> bool:
    """Whether its last use was written down long enough ago: once a minute is enough."""
    return now_ms() - sign_in.seen_at >= TOUCH_MS


def touch(session: Session, sign_in_id: int, *, days: int) -> None:
    """Notes that a sign-in is in use, which lengthens it."""
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is not None:
        sign_in.seen_at = now_ms()
        sign_in.expires_at = sign_in.seen_at + days * DAY_MS
        _note_seen(session, sign_in.person_id, sign_in.seen_at)


def close(session: Session, secret: bytes, token: str) -> None:
    session.execute(delete(SignIn).where(SignIn.token_hash == hash_token(secret, token)))


def close_all(session: Session, person: Person) -> None:
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))


def open_of(session: Session, person: Person) -> list[SignIn]:
    """Where a person is signed in now, the last used first."""
    wanted = select(SignIn).where(SignIn.person_id == person.id, SignIn.expires_at > now_ms())
    return list(session.scalars(wanted.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


def close_one(session: Session, person: Person, sign_in_id: int) -> None:
    """Ends one of a person's own sign-ins; somebody else's stays."""
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.id == sign_in_id))


def close_others(session: Session, person: Person, keep: int) -> None:
    """Ends all of a person's sign-ins but one."""
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.id != keep))


def prune(session: Session, now: int) -> None:
    """Forgets sign-ins that ended before `now` (milliseconds)."""
    session.execute(delete(SignIn).where(SignIn.expires_at <= now))


def _note_seen(session: Session, person_id: int, now: int) -> None:
    """With the person, too, since a sign-in is forgotten when it ends."""
    session.execute(update(Person).where(Person.id == person_id).values(seen_at=now))


def hash_token(secret: bytes, token: str) -> str:
    return derive(secret, "session", token.encode("utf-8", "surrogatepass"))
