"""A long URL as YOURLS cleans it before it keeps or compares it."""

import re

import idna

from shortener.yourls.protocols import ALLOWED, is_allowed, protocol_of

_STRANGE = re.compile(r"[^a-zA-Z0-9\-~+_.?#=!&;,/:%@$|*'()\[\]\\\x80-\U0010ffff]")
_DOUBLED = re.compile(r"^http://(?=https?://)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"%0[ad]", re.IGNORECASE)
_PARTS = re.compile(r"([^:]+)://(?:([^/?#]*)@)?(\[[0-9A-Fa-f:.]+\]|[^/?#:@]*)(:[0-9]{0,5})?([/?#].*)?", re.DOTALL)
LONGEST_HOST = 253  # characters; what is encoded takes long to read, and no name is longer
_TRIMMED = " \t\n\r\0\x0b"


def sanitise(url: str, allowed: frozenset[str] = ALLOWED) -> str:
    """Scheme and host in small letters, IDN hosts in Unicode, strange characters gone; empty for what is refused.

    So is a host that stands for no Unicode: YOURLS keeps such an address without any host.

    A text without a scheme stays: it leads to an address of the short site itself.
    """
    kept = _STRANGE.sub("", _normal(_DOUBLED.sub("", url.strip(_TRIMMED))))
    kept = _without_backslashes(kept)
    return kept if not protocol_of(kept) or is_allowed(kept, allowed) else ""


def sanitise_safely(url: str, allowed: frozenset[str] = ALLOWED) -> str:
    """The same for what came in a path: no encoded line break is left, however often it was wrapped in another."""
    kept = sanitise(url, allowed)
    while (shorter := _LINE_BREAK.sub("", kept)) != kept:
        kept = shorter
    return kept


def _normal(url: str) -> str:
    protocol = protocol_of(url)
    matched = _PARTS.fullmatch(url) if protocol.endswith("//") else None
    if matched is None:
        return protocol.lower() + url.removeprefix(protocol)
    scheme, user, host, port, rest = matched.groups("")
    who, readable = "" if user in {"", ":"} else f"{user}@", _unicode(host)
    return "" if readable is None else f"{scheme.lower()}://{who}{readable}{port}{rest}"


def _unicode(host: str) -> str | None:
    """An internationalised host in the letters that people read; None where it has none."""
    lower = host.lower()
    if lower.isascii() and "xn--" not in lower:
        return lower
    if len(lower) > LONGEST_HOST:
        return None
    try:
        mapped = idna.uts46_remap(lower, std3_rules=False)
        return ".".join(map(_readable, mapped.split(".")))
    except (idna.IDNAError, UnicodeError):
        return None


def _readable(label: str) -> str:
    """Raises UnicodeError, idna.IDNAError where a label is encoded and isn't what anybody would encode."""
    if not label.startswith("xn--"):
        return label
    letters = label[4:].encode("ascii").decode("punycode")
    if letters.isascii() or idna.uts46_remap(letters, std3_rules=False) != letters:
        raise UnicodeError(label)
    return letters


def _without_backslashes(url: str) -> str:
    """Browsers take one for a slash, so that none may stand before the query."""
    end = next((place for place, character in enumerate(url) if character in "?#"), len(url))
    return url[:end].replace("\\", "") + url[end:]
