"""How programs prove who they are without a password: a keyed hash of a name, alone or bound to a moment."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping

LIFE_SECONDS = 43_200
# PHP's names for them. Its checksums are left out: from one signature anybody works out the next. md4 and whirlpool are
# there where OpenSSL's old ones are switched on.
_NAMES = [
    "md4",
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha512/224",
    "sha512/256",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "ripemd160",
    "whirlpool",
]
HASHES: Mapping[str, str] = {
    name: own for name in _NAMES if (own := re.sub("[/-]", "_", name)) in hashlib.algorithms_available
}


def before_1_9(user: str, key: str) -> str:
    return hashlib.md5((user + key).encode(), usedforsecurity=False).hexdigest()[:10]


def since_1_9(user: str, key: str) -> str:
    return _keyed(key, user)[:10]


def since_1_10_5(user: str, key: str) -> str:
    return _keyed(key, f"api:{user}")[:32]


# By the generation of answers that they came with.
FORMULAS: Mapping[str, Callable[[str, str], str]] = {
    "1.8": before_1_9,
    "1.10.4": since_1_9,
    "1.10.5": since_1_10_5,
}


def timed(signature: str, timestamp: str, name: str) -> tuple[str, str]:
    """What a program may send with a timestamp, the timestamp first or last in the hash. Raises ValueError."""
    return (_hashed(name, timestamp + signature), _hashed(name, signature + timestamp))


def is_fresh(timestamp: str, now: float) -> bool:
    """Whether a moment (Unix seconds, as text) is less than half a day away."""
    plain = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 20
    return plain and abs(now - int(timestamp)) < LIFE_SECONDS


def _keyed(key: str, message: str) -> str:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


def _hashed(name: str, text: str) -> str:
    return hashlib.new(HASHES[name], text.encode(), usedforsecurity=False).hexdigest()
