"""From the path of a request to the key that is looked up, and to the other keys it may have meant."""

import unicodedata
from urllib.parse import unquote, unquote_to_bytes

MOST_CHARACTERS, MOST_BYTES = 255, 1020
MOST_REPAIRS = 8
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
