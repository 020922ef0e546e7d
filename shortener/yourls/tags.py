"""A title without its tags, as PHP's strip_tags leaves it, with which YOURLS cleans it."""

import re

_SPACES, _QUOTES = frozenset(" \t\n\v\f\r"), frozenset("\"'")
# Comments, and scripts of PHP; XML's first line is taken for a tag.
_ASIDE = re.compile(r"<!--.*?(?<=--)>|<\?(?!xml).*?\?>", re.DOTALL | re.IGNORECASE)
_UNENDING = re.compile(r"<!--|<\?(?!xml)", re.IGNORECASE)


def strip_tags(text: str) -> str:
    """A `<` before a space is no tag; a `>` in quotes ends none; one that never ends takes all that follows."""
    kept, at = list[str](), 0
    while at < len(text):
        if _begins(text, at):
            at = _end(text, at)
        else:
            kept.append(text[at])
            at += 1
    return "".join(kept).replace("\0", "")


def _begins(text: str, at: int) -> bool:
    return text[at] == "<" and text[at + 1 : at + 2] not in _SPACES


def _end(text: str, at: int) -> int:
    """Where the text goes on."""
    if aside := _ASIDE.match(text, at):
        return aside.end()
    if _UNENDING.match(text, at):
        return len(text)
    depth, quote = 0, ""
    for place in range(at + 1, len(text)):
        one = text[place]
        if one == ">" and (depth or not quote):
            if not depth:
                return place + 1
            depth -= 1
        elif one in _QUOTES and quote in {"", one}:
            quote = "" if quote else one
        elif not quote and _begins(text, place):
            depth += 1
    return len(text)
