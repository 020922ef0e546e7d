"""Names and passwords that come with every request of a program: checked once, then remembered for a minute."""

import hashlib
import hmac
import secrets
import threading
import time

from shortener.accounts.people import find
from shortener.accounts.signin import SignInRefusal, sign_in
from shortener.accounts.tables import Person
from shortener.stores import Database

SECONDS = 60.0
MOST = 1000


class _Proved:
    """Credentials that were right a moment ago, under a hash that only this process can make.

    Each entry holds what the password was kept as then: a changed password makes it worthless at once.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._entries: dict[bytes, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def holds(self, name: str, password: str, kept: str) -> bool:
        with self._lock:
            ends, was = self._entries.get(self._mark(name, password), (0.0, ""))
        return time.monotonic() < ends and hmac.compare_digest(was, kept)

    def add(self, name: str, password: str, kept: str) -> None:
        mark = self._mark(name, password)
        with self._lock:
            if len(self._entries) >= MOST:
                self._entries.clear()
            self._entries[mark] = (time.monotonic() + SECONDS, kept)

    def _mark(self, name: str, password: str) -> bytes:
        text = f"{len(name)}:{name}{password}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, text, hashlib.sha256).digest()


_proved = _Proved()
_proving = threading.Lock()


def check_credentials(database: Database, name: str, password: str, network: str) -> Person | SignInRefusal:
    """Like `sign_in`, for callers who send their password each time; a disabled person is refused at once.

    So is, as if the password were wrong, whoever signs in with codes too.
    """
    person = _known(database, name, password)
    if person is not None:
        return person
    # One proof at a time: of many first requests with the same password, the others find it proved.
    with _proving:
        person = _known(database, name, password)
        if person is not None:
            return person
        found = sign_in(database, name, password, network)
        # A program can't type codes, and a way round them would make them worthless: keys and signatures are for it.
        if isinstance(found, Person) and found.totp_nonce:
            return SignInRefusal("wrong")
        if isinstance(found, Person):
            _proved.add(name, password, found.password_hash)
        return found


def _known(database: Database, name: str, password: str) -> Person | None:
    with database.read() as session:
        person = find(session, name)
    if person is None or person.disabled_at is not None or person.totp_nonce:
        return None
    return person if _proved.holds(name, password, person.password_hash) else None
