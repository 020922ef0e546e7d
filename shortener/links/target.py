"""Where a link leads: what a target may be, and how it stands in a Location header."""

import re
import unicodedata
from collections.abc import Callable
from hashlib import blake2b
from urllib.parse import quote, unquote

from shortener.links.errors import Refused, shown
from shortener.net.hosts import canonical_host, url_host
from shortener.parsing import ACTIVE_SCHEMES
from shortener.sentences import Number, Words
from shortener.yourls.protocols import is_allowed, protocol_of

LONGEST = 8192
WEB = frozenset({"http", "https"})
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"//([^/?#\\]*)(.*)", re.DOTALL)
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::([0-9]{0,5}))?")
_PLAIN = re.compile("[!-~]+")
_INVISIBLE = {*"\u200b\u2060\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
_USUAL_PORTS = {80, 443}

_WEB = re.compile(r"(?:https?:)?//([^/?#]*)([^?#]*)", re.IGNORECASE)
_BARE = re.compile(r"[^?#]*")

# Tells whether a canonical host and the port in a URL (None: none, or the usual one) are this shortener's own.
IsOwn = Callable[[str, int | None], bool]


def check(text: str, schemes: tuple[str, ...], is_own: IsOwn) -> str:
    """The target as it is kept: what was typed, trimmed. Refused says what is wrong with it."""
    target = text.strip()
    if not target:
        raise _refused("empty", Words("The target is empty; type the address that the link leads to."))
    _check_size(target)
    if not _PLAIN.fullmatch(target):
        _check_characters(target)
    scheme, rest = _check_scheme(target, schemes)
    authority = _AUTHORITY.fullmatch(rest)
    if authority is not None:
        _check_authority(target, authority[1], authority[2])
    if scheme in WEB | {"ftp"}:
        _check_host(target, authority[1] if authority else "", is_own if scheme in WEB else None)
    elif not rest.strip("/"):
        raise _refused(
            "syntax",
            Words("The target %(target)s has nothing after “%(scheme)s:”.", target=shown(target), scheme=scheme),
        )
    return target


def check_legacy(text: str, is_own: IsOwn, *, rests: bool = False) -> str:
    """The same for a target that YOURLS would take: more schemes, addresses on this site, user names, odd hosts.

    Where a link `rests`, being disabled, its target may have any scheme and lead back here.
    """
    target = text.strip()
    if not target:
        raise _refused("empty", Words("The target is empty; type the address that the link leads to."))
    _check_size(target)
    _check_characters(target)
    if rests:
        return target
    if protocol_of(target) and not is_allowed(target):
        raise _refused(
            "scheme", Words("The target %(target)s begins with a scheme that no link may have.", target=shown(target))
        )
    matched = _WEB.match(target)
    host, port = _host_and_port(matched[1].rpartition("@")[2]) if matched else (None, None)
    if host is not None:
        _check_loop(target, host, port, is_own)
    return target


def own_path(target: str, is_own: IsOwn) -> tuple[str, str] | None:
    """Host and path of an address on this site, None of any other; one that begins with a path names no host."""
    matched = _WEB.match(target)
    if matched is None:
        bare = _BARE.match(target)
        return None if protocol_of(target) or bare is None else ("", bare[0])
    host, port = _host_and_port(matched[1].rpartition("@")[2])
    if host is None or not is_own(host, None if port in _USUAL_PORTS else port):
        return None
    return host, matched[2]


def target_hash(target: str) -> int:
    """A signed 64-bit number that finds a target in an index."""
    digest = blake2b(target.strip().encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def location(target: str) -> str:
    """The target in ASCII, safe in a header: punycode host, UTF-8 percent-encoded; an ASCII target as it is."""
    if target.isascii():
        return _quoted(target)
    matched = _SCHEME.fullmatch(target)
    authority = _AUTHORITY.fullmatch(matched[2]) if matched else None
    if matched is None or authority is None or authority[1].isascii():
        return _quoted(target)
    return f"{matched[1]}://{_ascii_authority(authority[1])}{_quoted(authority[2])}"


def _quoted(text: str) -> str:
    return quote(text, safe=_PRINTABLE, errors="replace")


def _ascii_authority(authority: str) -> str:
    host, port = _host_and_port(authority)
    return _quoted(authority) if host is None else url_host(host) + ("" if port is None else f":{port}")


def _host_and_port(authority: str) -> tuple[str | None, int | None]:
    """The canonical host, None when it can't be one, and the port; percent-encoding is read as browsers do."""
    matched = _HOST.fullmatch(authority)
    if matched is None:
        return None, None
    bracketed, port = matched[1].startswith("["), int(matched[2]) if matched[2] else None
    host = matched[1] if bracketed else unquote(matched[1])
    if (not bracketed and (":" in host or "[" in host)) or (port or 0) > 65535:
        return None, None
    return canonical_host(host), port


def _check_size(target: str) -> None:
    size = len(target.encode("utf-8", "surrogatepass"))
    if size > LONGEST:
        raise _refused(
            "length",
            Words(
                "The target is %(size)s bytes long; %(longest)s is the most.",
                size=Number(size),
                longest=Number(LONGEST),
            ),
        )


def _check_characters(target: str) -> None:
    for character in target:
        if unicodedata.category(character) in {"Cc", "Cs"} or character in _INVISIBLE:
            code = f"U+{ord(character):04X}"
            raise _refused(
                "control",
                Words("The target has an invisible control character (%(code)s) in it; take it out.", code=code),
            )
        if character.isspace():
            raise _refused(
                "syntax",
                Words("The target %(target)s has a space in it; write %%20 in its place.", target=shown(target)),
            )


def _check_scheme(target: str, schemes: tuple[str, ...]) -> tuple[str, str]:
    matched = _SCHEME.fullmatch(target)
    scheme = matched[1].lower() if matched else ""
    if matched is None or scheme in ACTIVE_SCHEMES or scheme not in schemes:
        known = ", ".join(s for s in schemes if s not in ACTIVE_SCHEMES)
        bare = Words("it has no scheme such as https://")
        words = Words(
            "The target %(target)s can't be used: %(problem)s. Allowed are %(known)s.",
            target=shown(target),
            problem=Words("“%(scheme)s:” is not allowed", scheme=scheme) if matched else bare,
            known=known,
        )
        raise _refused("scheme", words)
    return scheme, matched[2]


def _check_authority(target: str, authority: str, rest: str) -> None:
    if "@" in authority:
        raise _refused(
            "credentials",
            Words("The target has a user name or password in it, which everybody could read; take it out."),
        )
    if rest.startswith("\\"):
        raise _refused(
            "syntax",
            Words("The target %(target)s has a backslash after its host; write a slash.", target=shown(target)),
        )


def _check_host(target: str, authority: str, is_own: IsOwn | None) -> None:
    host, port = _host_and_port(authority)
    if host is None:
        raise _refused(
            "syntax",
            Words(
                "The target %(target)s has no host that can exist, as in https://example.org/.", target=shown(target)
            ),
        )
    if is_own is not None:
        _check_loop(target, host, port, is_own)


def _check_loop(target: str, host: str, port: int | None, is_own: IsOwn) -> None:
    if is_own(host, None if port in _USUAL_PORTS else port):
        raise _refused(
            "loop",
            Words(
                "The target %(target)s leads back to this shortener; give the address it stands for.",
                target=shown(target),
            ),
        )


def _refused(code: str, sentence: str) -> Refused:
    return Refused("target", code, sentence)
