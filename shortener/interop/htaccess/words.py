"""What stands in a line of Apache's configuration: words as its modules split them, and patterns that mean one text."""

import re

_WORD = re.compile(r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)""")
_RAW = re.compile(r""""([^"]*)"|'([^']*)'|((?:\\\s|\S)+)""")
_ESCAPED = re.compile(r"\\([\"'\\])")
_PIECE = re.compile(r"\\([^A-Za-z0-9])|\[([^\\\]^])\]|([^\\.^$*+?()\[\]{}|])", re.DOTALL)
_HOSTS = re.compile(r"\^?(?:\(\?:)?(.*?)\)?(?:\\\.\?)?(?:\(\?::(?:\\d|\[0-9\])\+\)\?)?\$?")


def words_of(text: str) -> list[str]:
    """As most directives are split: quotation marks, and a backslash before one within."""
    found = (next((part for part in one.groups() if part is not None), "") for one in _WORD.finditer(text))
    return [_ESCAPED.sub(r"\1", word) for word in found]


def raw_words_of(text: str) -> list[str]:
    """As mod_rewrite splits a line: backslashes stay, since patterns need them."""
    return [next((part for part in one.groups() if part is not None), "") for one in _RAW.finditer(text)]


def text_of(pattern: str) -> str | None:
    """The one text that a regular expression without anchors matches; None where it may be several."""
    at, found = 0, []
    while at < len(pattern):
        matched = _PIECE.match(pattern, at)
        if matched is None:
            return None
        found.append(matched[1] or matched[2] or matched[3])
        at = matched.end()
    return "".join(found)


def slug_of(pattern: str) -> str | None:
    """The slug of a pattern for whole paths, with or without a slash at either end."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    inner = pattern[1:-1].removesuffix("/?").removesuffix("/")
    return text_of(inner.removeprefix("/?").removeprefix("/"))


def host_of(pattern: str) -> str | None:
    """The first host of a pattern for Host headers that names hosts, one or several."""
    matched = _HOSTS.fullmatch(pattern)
    hosts = [text_of(one) for one in matched[1].split("|")] if matched else [None]
    return None if None in hosts or not hosts[0] else hosts[0]
