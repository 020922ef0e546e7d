"""Between the password and the code: a note, in the form itself, that the password was right a moment ago."""

import hashlib
import hmac

from sqlalchemy.orm import Session

from shortener.accounts.secret import derive
from shortener.accounts.tables import Person

HALF_SECONDS = 300


def half_of(secret: bytes, person: Person, now: int) -> str:
    """Proof for five minutes that a person's password was right; a new password makes it worthless."""
    until = now + HALF_SECONDS * 1000
    return f"{person.id}.{until}.{_half_mark(secret, person, until)}"


def whose_half(session: Session, secret: bytes, half: str, now: int) -> Person | None:
    number, _, rest = half[:200].partition(".")
    until, _, mark = rest.partition(".")
    if not (number.isascii() and number.isdigit() and until.isascii() and until.isdigit()) or len(number + until) > 36:
        return None
    person = session.get(Person, int(number)) if int(number) < 2**63 else None
    if person is None or person.disabled_at is not None or int(until) < now:
        return None
    right = _half_mark(secret, person, int(until)).encode()
    return person if hmac.compare_digest(right, mark.encode("utf-8", "surrogatepass")) else None


def _half_mark(secret: bytes, person: Person, until: int) -> str:
    proved = hashlib.sha256(person.password_hash.encode()).hexdigest()
    return derive(secret, "half", f"{person.id}:{until}:{proved}".encode())
