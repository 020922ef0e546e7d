"""From the path of a request to the key that is looked up, and to the other keys it may have meant."""

import functools
import re
import unicodedata
from urllib.parse import unquote, unquote_to_bytes

MOST_CHARACTERS, MOST_BYTES = 255, 1020
MOST_REPAIRS = 8
REMEMBERED, SHORT = 4096, 128  # how many paths, of how many bytes at most
OWN_FIRST = frozenset({"admin", "api", "static", "-", ".well-known"})
OWN_WHOLE = frozenset(
    {"", "yourls-api.php", "yourls-infos.php", "healthz", "readyz", "metrics", "robots.txt", "favicon.ico"}
)
# What sentences and Markdown leave behind a printed link, in the scripts that the real ones are printed in.
TRAILING = frozenset(".,;:!?'\"*)]}>|_`“”‘’«»…。、，；：！？）」』】।॥؟،؛ \t\r\n\xa0\u200b\u200e\u200f\ufeff")


def key_of_path(raw: bytes) -> str | None:
    """The key of a path such as b"/p/en/x%2Dgo": decoded once, NFC; None when it can't be the key of any link."""
    return key_of_bytes(unquote_to_bytes(raw))


def key_of_bytes(path: bytes) -> str | None:
    """The same for a path that is decoded already, as WSGI has it."""
    if len(path) > MOST_BYTES + 1:
        return None
    try:
        key = path.removeprefix(b"/").decode()
    except UnicodeDecodeError:
        return None
    if not key.isascii():
        key = unicodedata.normalize("NFC", key)
    return key if len(key) <= MOST_CHARACTERS and "\0" not in key else None


def is_own_page(key: str) -> bool:
    """Whether a key belongs to the application's pages, which no link can shadow; routers fold slashes in front."""
    path = key.lstrip("/")
    return path in OWN_WHOLE or path.partition("/")[0] in OWN_FIRST


# Not of a link but about one: a long URL behind the host, and a slug with one of these endings.
BESIDE = r"/*(?:(?P<url>[A-Za-z][A-Za-z0-9+.-]+:/.*|mailto:.*)|(?P<slug>.+?)(?P<ending>\+(?:all)?|\.qr)/?)"
_BESIDE = re.compile(BESIDE, re.DOTALL)
_LONG_URL = re.compile(rb"/+[A-Za-z][A-Za-z0-9+.-]+:/")


def beside_links(key: str) -> tuple[str, str] | None:
    """What a key asks about links: ("+", slug), ("+all", slug), (".qr", slug) or ("url", long URL); None for a slug."""
    matched = _BESIDE.fullmatch(key) if "+" in key or ":" in key or ".qr" in key else None
    if matched is None:
        return None
    return ("url", matched["url"]) if matched["url"] else (matched["ending"], matched["slug"])


def is_for_pages(raw: bytes, key: str | None) -> bool:
    """Whether a path, undecoded and as a key, is answered by pages and not by a redirect to a link's target."""
    if key is None:
        return _LONG_URL.match(raw) is not None
    return is_own_page(key) or beside_links(key) is not None


def read_path(raw: bytes) -> tuple[str | None, bool]:
    """`key_of_path` and `is_for_pages` of an undecoded path; those that are short, as printed ones, are remembered."""
    return _remembered(raw) if len(raw) <= SHORT else _read_path(raw)


def _read_path(raw: bytes) -> tuple[str | None, bool]:
    key = key_of_path(raw)
    return key, is_for_pages(raw, key)


_remembered = functools.lru_cache(REMEMBERED)(_read_path)


def repairs(key: str) -> list[str]:
    """Other keys that a printed or pasted form may have meant, nearest first, without the key itself.

    Trailing slashes and punctuation, doubled slashes, percent-encoding done twice.
    """
    found: dict[str, None] = {}
    for form in dict.fromkeys((key, unicodedata.normalize("NFC", unquote(key)))):
        for candidate in _shortened(form):
            if candidate and candidate != key and len(found) < MOST_REPAIRS:
                found[candidate] = None
    return list(found)


def _shortened(form: str) -> list[str]:
    """The form without doubled slashes and outer space, then with one character of trailing junk less each time."""
    while "//" in form:
        form = form.replace("//", "/")
    form = form.strip().lstrip("/")
    steps = [form]
    while form and (form[-1] in TRAILING or form[-1] == "/"):
        form = form[:-1]
        steps.append(form)
    return [steps[-1], *steps[:-1]][:MOST_REPAIRS]
