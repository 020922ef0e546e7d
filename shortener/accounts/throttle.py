"""How often a password may be wrong: counted in the database, so for all processes and nodes together."""

import hashlib

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shortener.accounts.people import clean_name, find
from shortener.accounts.tables import FailedSignIn, SignIn
from shortener.sentences import Words

WINDOW_MS = 15 * 60_000
# From one network a name gets few attempts; from everywhere together more, so that strangers can't easily lock
# anybody out. A network where the person is signed in isn't bound by the latter, so they never can for good.
MOST_PER_PAIR = 10
MOST_PER_NETWORK = 30
MOST_PER_NAME = 60
MOST_CODES = 5
PASSWORDS, CODES, SIGNATURES = Words("passwords"), Words("codes"), Words("signatures")
INVITATIONS, SHARED = Words("invitation links"), Words("addresses of shared pages")
PASSKEYS, ORGANISATION = Words("passkeys"), Words("answers of the organisation's sign-in")
KINDS: dict[str, str] = {
    SIGNATURES: "sig",
    INVITATIONS: "invitation",
    SHARED: "shared",
    PASSKEYS: "passkey",
    ORGANISATION: "oidc",
}  # as the database has them


class Limit:
    """What one attempt counts against: keys with the most failures that each may have in a window."""

    what: str = PASSWORDS  # is counted, in a sentence

    def __init__(self, name: str, network: str) -> None:
        digest = hashlib.sha256(clean_name(name).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self.name_key = f"name:{digest}"
        self.pair_key = f"pair:{digest}:{network}" if network else ""
        self.network_key = f"net:{network}" if network else ""

    @property
    def keys(self) -> list[str]:
        return [key for key in (self.name_key, self.pair_key, self.network_key) if key]

    @property
    def most(self) -> dict[str, int]:
        known = {self.pair_key: MOST_PER_PAIR, self.network_key: MOST_PER_NETWORK, self.name_key: MOST_PER_NAME}
        return {key: most for key, most in known.items() if key}


class CodeLimit(Limit):
    """What a wrong code counts against: whoever comes this far knows the password, so few tries, from anywhere."""

    what = CODES

    def __init__(self, name: str) -> None:
        super().__init__(name, "")
        self.name_key = self.name_key.replace("name:", "code:")

    @property
    def most(self) -> dict[str, int]:
        return {self.name_key: MOST_CODES}


class NetworkLimit(Limit):
    """What a wrong signature or invitation counts against: it names nobody, and closes no door for passwords."""

    def __init__(self, network: str, what: str) -> None:
        self.what = what
        self.name_key = self.pair_key = ""
        self.network_key = f"{KINDS[what]}:{network}" if network else ""


def blocked_until(session: Session, limit: Limit, now: int, *, at_home: bool) -> int | None:
    """When the next attempt is allowed (ms), None when it is now. `at_home` waives the limit of the name alone."""
    ends = [
        _full_until(session, key, most, now)
        for key, most in limit.most.items()
        if not (at_home and key == limit.name_key)
    ]
    return max((end for end in ends if end is not None), default=None)


def is_home(session: Session, name: str, network: str, now: int) -> bool:
    """Whether the person with this name is signed in from this network."""
    person = find(session, name) if network else None
    if person is None:
        return False
    theirs = (SignIn.person_id == person.id, SignIn.prefix == network, SignIn.expires_at > now)
    return session.scalar(select(SignIn.id).where(*theirs).limit(1)) is not None


def note_failure(session: Session, limit: Limit, now: int) -> list[int]:
    """Counts a failure; returns the ids of its rows."""
    rows = [FailedSignIn(key=key, failed_at=now) for key in limit.keys]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def note_success(session: Session, limit: Limit, attempt: list[int]) -> None:
    """Forgets the failures of the account, and the attempt that was counted before its password was checked."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.key.in_([limit.name_key, limit.pair_key])))
    session.execute(delete(FailedSignIn).where(FailedSignIn.id.in_(attempt)))


def prune(session: Session, now: int) -> None:
    """Forgets failures that count no more."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.failed_at <= now - WINDOW_MS))


def _full_until(session: Session, key: str, most: int, now: int) -> int | None:
    recent = select(FailedSignIn.failed_at).where(FailedSignIn.key == key, FailedSignIn.failed_at > now - WINDOW_MS)
    oldest_that_counts = session.scalar(recent.order_by(FailedSignIn.failed_at.desc()).offset(most - 1).limit(1))
    return None if oldest_that_counts is None else oldest_that_counts + WINDOW_MS
