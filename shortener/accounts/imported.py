"""Passwords as YOURLS kept them: checked as they are until their owner's next sign-in, which hashes them anew."""

import hashlib
import hmac
import re

import bcrypt

_MD5 = re.compile(r"md5:([0-9]{5}):([0-9a-f]{32})")
_BCRYPT = re.compile(r"phpass:(\$2[abxy]\$(?:0[4-9]|1[0-5])\$[./A-Za-z0-9]{53})")
BCRYPT_BYTES = 72  # it reads no more of a password


def kept_form(value: str) -> str | None:
    """What can be kept of a password in config.php: one of two hashes; None means that it is a plain password."""
    if _MD5.fullmatch(value):
        return value
    spelled = value.replace("!", "$")
    return spelled if _BCRYPT.fullmatch(spelled) else None


def is_imported(kept: str) -> bool:
    return kept.startswith(("md5:", "phpass:"))


def verify_imported(kept: str, password: str) -> bool:
    """Whether a password is the one kept; False for a hash of another kind."""
    given = password.encode("utf-8", "surrogatepass")
    if found := _MD5.fullmatch(kept):
        digest = hashlib.md5(found[1].encode() + given, usedforsecurity=False).hexdigest()
        return hmac.compare_digest(digest, found[2])
    found = _BCRYPT.fullmatch(kept)
    try:
        return found is not None and bcrypt.checkpw(given[:BCRYPT_BYTES], found[1].encode())
    except ValueError:
        return False
