"""Names and values: what a certificate's name is called in the DNS, and which zone holds it (RFC 8555, section 8.4)."""

import base64
import hashlib
import re
from collections.abc import Iterable

import dns.exception
import dns.name

from shortener.acme.errors import Failure

LABEL = "_acme-challenge"
VALUE = re.compile(r"[A-Za-z0-9_-]{43}")  # SHA-256 in base64url without padding


def plain(name: str) -> str:
    """A name as it is compared and sent: lower case, A-labels, no final dot.

    Raises:
        Failure: no such name can be in the DNS.
    """
    try:
        parsed = dns.name.from_text(name.strip(), idna_codec=dns.name.IDNA_2003_Practical)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise Failure(f"{name!r} is not a domain name: {error}") from None
    text = parsed.to_text(omit_final_dot=True).lower()
    if text in {"", "."}:
        raise Failure(f"{name!r} is not a domain name.")
    return text


def challenge_name(domain: str) -> str:
    """Where the CA looks for the value: `example.org` and `*.example.org` share one name."""
    return f"{LABEL}.{plain(domain.strip().removeprefix('*.'))}"


def checked_value(value: str) -> str:
    """The value as it came.

    Raises:
        Failure: it isn't a dns-01 value, so the client is set to another kind of challenge.
    """
    if not VALUE.fullmatch(value):
        raise Failure(
            "The value for the DNS is not one of dns-01 (43 letters, digits, - and _);"
            " tell the ACME client to use dns-01 challenges."
        )
    return value


def value_of(key_authorization: str) -> str:
    """The TXT value for a key authorization: base64url of its SHA-256, 43 characters."""
    digest = hashlib.sha256(key_authorization.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def zone_of(name: str, zones: Iterable[str]) -> str | None:
    """The longest of `zones` that holds `name`, compared label by label."""
    return max((zone for zone in zones if is_below(name, zone)), key=len, default=None)


def is_below(name: str, zone: str) -> bool:
    """Whether `name` is `zone` itself or ends with its labels."""
    return name == zone or name.endswith(f".{zone}")


def relative(name: str, zone: str) -> str:
    """`name` as it is called inside `zone`: `_acme-challenge.www`, or `@` for the zone itself."""
    return "@" if name == zone else name.removesuffix(f".{zone}")


def parent(name: str) -> str | None:
    """The name without its first label; None above the last one."""
    return name.partition(".")[2] or None
