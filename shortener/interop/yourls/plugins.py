"""Which plug-ins of YOURLS are active, and what those that are known change of keywords, redirects and duplicates."""

import re
from collections.abc import Iterable, Mapping

LONGEST, MOST = 64 * 1024, 200
_TEXT = re.compile(rb's:(\d{1,4}):"')
# Of the folder that a plug-in is in; people rename those, so a part of the name is enough.
CHARACTERS: Mapping[str, str] = {r"hyphen": "-", r"\bdash(es)?\b": "-", r"slash": "/", r"under-?score": "_"}
RANDOM = r"random-?short-?url"
REUSE = r"allow-existing-url"
STATUS: Mapping[str, str] = {r"\b302\b": "302", r"\b307\b": "307", r"\b308\b": "308"}
REAL_404 = r"\b404\b"
KNOWN = (*CHARACTERS, RANDOM, REUSE, *STATUS, REAL_404)


def active_plugins(option: str) -> list[str]:
    """Their folders, from the list that YOURLS keeps in PHP's own notation; none where it isn't such a list."""
    raw, found, at = option[:LONGEST].encode("utf-8", "surrogatepass"), list[str](), 0
    while len(found) < MOST and (text := _TEXT.search(raw, at)):
        at = text.end() + int(text[1])
        found.append(raw[text.end() : at].decode("utf-8", "replace").partition("/")[0])
    return [name for name in found if name.isprintable() and name]


def is_active(plugins: Iterable[str], named: str) -> bool:
    """Whether one of them is called like that."""
    return any(re.search(named, name.lower().replace("_", "-")) for name in plugins)


def characters_by(plugins: Iterable[str]) -> str:
    """What they add to the characters of keywords."""
    names = list(plugins)
    return "".join(sorted({added for named, added in CHARACTERS.items() if is_active(names, named)}))


def redirect_status(plugins: Iterable[str]) -> str:
    """301, as YOURLS, unless a plug-in makes it another one."""
    names = list(plugins)
    return next((status for named, status in STATUS.items() if is_active(names, named)), "301")


def unknown(plugins: Iterable[str]) -> list[str]:
    """Those of which nothing is known here."""
    return [name for name in plugins if not any(is_active([name], named) for named in KNOWN)]
