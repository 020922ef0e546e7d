"""Codes of six digits that change every half minute (RFC 6238), and the address from which a phone learns them."""

import base64
import hashlib
import hmac
import struct
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS = 30, 6
# A phone's clock may be half a minute off, either way.
SLACK = 1


def code_at(key: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of the step-th half minute since 1970."""
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return str((number & 0x7FFFFFFF) % 10**digits).zfill(digits)


def step_of(key: bytes, code: str, now_ms: int) -> int | None:
    """The half minute, around now, whose code this is; None for a wrong one."""
    now, found = now_ms // (STEP_SECONDS * 1000), None
    for step in range(now - SLACK, now + SLACK + 1):
        if hmac.compare_digest(code_at(key, step).encode(), code.encode("utf-8", "surrogatepass")):
            found = step
    return found


def spelled(key: bytes) -> str:
    """The key as people type it into a phone: base32 in groups of four."""
    text = base64.b32encode(key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_of(key: bytes, site: str, name: str) -> str:
    """What the QR code says."""
    asked = urlencode({"secret": base64.b32encode(key).decode(), "issuer": site}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{site}:{name}', safe=':')}?{asked}"
