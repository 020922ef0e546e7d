"""The host of a URL or of a Host header in its one canonical spelling: two spellings of a site compare equal."""

import functools
import ipaddress
import re

import idna

LONGEST = 512
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


@functools.lru_cache(maxsize=2048)
def canonical_host(text: str) -> str | None:
    """Lower-case ASCII host without port, brackets and final dot; None when it can't be a host.

    IDNs become punycode, IPv6 addresses their shortest form, and IPv4 addresses, in any of the forms that browsers take
    (0x7f.1, 2130706433, mapped into IPv6), dotted decimal.
    """
    if not text or len(text) > LONGEST:
        return None
    host, port, bracketed = _split(text)
    if port and not (port.isascii() and port.isdigit() and int(port[:6]) <= 65535):
        return None
    if bracketed or ":" in host:
        return _ipv6(host)
    return _name(host)


def is_loopback(host: str) -> bool:
    """Whether a host always means the machine that asks: localhost, *.localhost, 127/8, ::1, and 0.0.0.0 and :: too."""
    known = canonical_host(host)
    if known is None:
        return False
    if known == "localhost" or known.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(known)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def url_host(host: str) -> str:
    """A canonical host as it stands in a URL: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _split(text: str) -> tuple[str, str, bool]:
    """Host, port and whether the host stood in brackets; an IPv6 address without brackets has no port."""
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")):
            return "", "", False
        return host, rest[1:], True
    if text.count(":") > 1:
        return text, "", False
    host, _, port = text.partition(":")
    return host, port, False


def _ipv6(text: str) -> str | None:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    if address.scope_id is not None:
        return None
    return str(address.ipv4_mapped or address)


def _name(text: str) -> str | None:
    ascii_name = text.lower() if text.isascii() else _punycode(text)
    if ascii_name is None:
        return None
    name = ascii_name.removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return _ipv4(labels) if _NUMBER.fullmatch(labels[-1]) else name


def _punycode(text: str) -> str | None:
    """IDNA; names that are registered outside its rules, such as emoji, are encoded label by label as browsers do."""
    try:
        return idna.encode(text, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        pass
    try:
        mapped = idna.uts46_remap(text, std3_rules=False)
        return ".".join(
            part if part.isascii() else "xn--" + part.encode("punycode").decode("ascii") for part in mapped.split(".")
        )
    except (idna.IDNAError, UnicodeError):
        return None


def _ipv4(labels: list[str]) -> str | None:
    """Up to four decimal, octal or hexadecimal numbers, the last one filling the bytes that are left."""
    try:
        numbers = [_number(label) for label in labels]
    except ValueError:
        return None
    last, room = numbers[-1], 5 - len(numbers)
    if room < 1 or any(n > 255 for n in numbers[:-1]) or last >= 256**room:
        return None
    leading = sum(number << (8 * (3 - place)) for place, number in enumerate(numbers[:-1]))
    return str(ipaddress.IPv4Address(leading + last))


def _number(label: str) -> int:
    if not _NUMBER.fullmatch(label):
        raise ValueError
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if len(label) > 1 and label.startswith("0") else 10)
