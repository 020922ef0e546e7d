"""Passwords: what they must be like, how they are kept, and how one is checked."""

import functools
import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shortener.accounts.errors import AccountRefused
from shortener.accounts.imported import is_imported, kept_form, verify_imported
from shortener.sentences import Words

SHORTEST, LONGEST = 8, 1024
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
HASHER = PasswordHasher()
# Each check takes 64 MiB, so that a burst of sign-ins waits in line instead of filling a small machine.
_turns = threading.BoundedSemaphore(2)


def check_password(password: str) -> None:
    """Raises AccountRefused when a new password is too short or too long."""
    if len(password) < SHORTEST:
        raise AccountRefused(
            "password",
            "short",
            Words("The password is too short: it needs at least %(shortest)s characters.", shortest=SHORTEST),
        )
    if len(password) > LONGEST:
        raise AccountRefused(
            "password", "long", Words("The password is too long: %(longest)s characters are the most.", longest=LONGEST)
        )


def hash_password(password: str, hasher: PasswordHasher = HASHER) -> str:
    """What is kept of a new password. Raises AccountRefused."""
    check_password(password)
    return hash_again(password, hasher)


def hash_again(password: str, hasher: PasswordHasher = HASHER) -> str:
    """The same for a password that is somebody's already, however short."""
    with _turns:
        return hasher.hash(_bytes(password))


def hash_imported(value: str, hasher: PasswordHasher = HASHER) -> str:
    """What is kept of a password as it stands in config.php of YOURLS, hashed there or not. Raises AccountRefused."""
    if not 0 < len(value) <= LONGEST:
        raise AccountRefused("password", "long", Words("A password has 1 to %(longest)s characters.", longest=LONGEST))
    return kept_form(value) or hash_again(value, hasher)


def verify(kept: str, password: str) -> bool:
    """Whether a password is the one kept; False for anything that could not be one."""
    if len(password) > LONGEST:
        return False
    if is_imported(kept):
        with _turns:
            is_right = verify_imported(kept, password)
        return verify_nobody(password) or is_right
    try:
        with _turns:
            return HASHER.verify(kept, _bytes(password))
    except InvalidHashError:  # there is none, which the time that this takes must not tell
        return verify_nobody(password)
    except VerificationError:
        return False


def verify_nobody(password: str) -> bool:
    """False after as much work as `verify`, so that the time doesn't tell whether a name exists."""
    return verify(_nobody(), password) and False


def is_outdated(kept: str, hasher: PasswordHasher = HASHER) -> bool:
    """Whether a kept password should be hashed again with today's parameters."""
    return is_imported(kept) or hasher.check_needs_rehash(kept)


def make_password() -> str:
    """A random password of 78 bits, without characters that are mistaken for each other."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _bytes(password: str) -> bytes:
    """The same bytes for the same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@functools.cache
def _nobody() -> str:
    """A hash that no password fits; made when first needed, since it takes as long as a sign-in."""
    return HASHER.hash(secrets.token_bytes(16))
