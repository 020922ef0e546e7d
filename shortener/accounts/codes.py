"""The second proof of who signs in: a code from a phone, each used once, or one of ten that were written down."""

import secrets
from typing import Literal

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from shortener.accounts import throttle, totp
from shortener.accounts.errors import AccountRefused
from shortener.accounts.passwords import ALPHABET
from shortener.accounts.people import find
from shortener.accounts.secret import derive
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import Person, RecoveryCode
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.stores import Database, hold

RECOVERY_CODES = 10
LONGEST_CODE = 40
NONCE_BYTES, KEY_BYTES = 16, 20
WRONG = Words("This code is wrong or was used before; wait for the next one.")


def new_nonce() -> str:
    return secrets.token_hex(NONCE_BYTES)


def key_of(secret: bytes, person: Person, nonce: str) -> bytes:
    """What the phone shares. It is made of the site's secret, so that the database alone doesn't tell it."""
    return bytes.fromhex(derive(secret, "totp", f"{person.id}:{nonce}".encode()))[:KEY_BYTES]


def is_on(person: Person) -> bool:
    return bool(person.totp_nonce)


def turn_on(session: Session, secret: bytes, person: Person, nonce: str, code: str) -> list[str]:
    """From now on this person signs in with codes too; the ones to write down. Raises AccountRefused."""
    if len(nonce) != 2 * NONCE_BYTES or not nonce.isalnum():
        raise AccountRefused("code", "wrong", Words("This page is too old; load it again."))
    step = totp.step_of(key_of(secret, person, nonce), _clean(code), now_ms())
    if step is None:
        raise AccountRefused("code", "wrong", Words("This code is wrong; is the clock of your phone right?"))
    session.execute(update(Person).where(Person.id == person.id).values(totp_nonce=nonce, totp_step=step))
    return renew_recovery(session, secret, person)


def renew_recovery(session: Session, secret: bytes, person: Person) -> list[str]:
    """Ten new codes to write down, shown now and never again; the earlier ones end."""
    made = [_made() for _ in range(RECOVERY_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.add_all(RecoveryCode(person_id=person.id, digest=_digest(secret, person, code)) for code in made)
    return made


def turn_off(session: Session, name: str) -> Person:
    """Their password alone is enough again. Raises AccountRefused."""
    person = find(session, name)
    if person is None or not is_on(person):
        raise AccountRefused(
            "name", "missing", Words("There is nobody called %(name)s who signs in with codes.", name=name)
        )
    person.totp_nonce = person.totp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    return person


def left(session: Session, person: Person) -> int:
    """How many of the written ones are unused."""
    count = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person.id)
    return session.scalar(count) or 0


def check(database: Database, secret: bytes, person: Person, code: str) -> Literal["phone", "written"] | SignInRefusal:
    """Which kind of code it was, used up with that. Counted as wrong until it proves right, as passwords are."""
    limit, now, code = throttle.CodeLimit(person.name), now_ms(), _clean(code)
    with database.write() as session:
        hold(session, "sign-in")
        until = throttle.blocked_until(session, limit, now, at_home=False)
        if until is not None:
            return SignInRefusal("throttled", until, limit.what)
        attempt = throttle.note_failure(session, limit, now)
        kind = _use(session, secret, person, code, now)
        if kind is None:
            return SignInRefusal("wrong")
        throttle.note_success(session, limit, attempt)
        return kind


def _use(session: Session, secret: bytes, person: Person, code: str, now: int) -> Literal["phone", "written"] | None:
    kept = session.get(Person, person.id)
    if kept is None or kept.disabled_at is not None or not kept.totp_nonce:
        return None
    step = totp.step_of(key_of(secret, kept, kept.totp_nonce), code, now)
    if step is not None:
        return "phone" if _moves_on(session, kept, step) else None
    theirs = delete(RecoveryCode).where(
        RecoveryCode.person_id == kept.id, RecoveryCode.digest == _digest(secret, kept, code)
    )
    return "written" if session.connection().execute(theirs).rowcount else None


def _moves_on(session: Session, person: Person, step: int) -> bool:
    """A code and all before it count no more, whoever looked over a shoulder; of two at once one is first."""
    is_later = or_(Person.totp_step.is_(None), Person.totp_step < step)
    moved = update(Person).where(Person.id == person.id, is_later).values(totp_step=step)
    return session.connection().execute(moved).rowcount == 1


def _made() -> str:
    """50 bits in three groups, without characters that are mistaken for each other."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def _clean(code: str) -> str:
    return "".join(code[:LONGEST_CODE].split()).lower()


def _digest(secret: bytes, person: Person, code: str) -> str:
    plain = code.replace("-", "").encode("utf-8", "surrogatepass")
    return derive(secret, "recovery", str(person.id).encode() + b":" + plain)
