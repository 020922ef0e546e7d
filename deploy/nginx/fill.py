"""Puts values into templates of nginx and others: each @NAME@ once per value, none that says more than its place."""

import re
from collections.abc import Iterator, Mapping, Sequence

PLACE = re.compile(r"@([A-Z_]+)@")
PLAIN = re.compile(r"[\w./:\[\] *@-]+", re.ASCII)
LINE = re.compile(r"[^\r\n]+")
Value = str | Sequence[str]


class BadValue(Exception):
    """A template that can't be filled; the message is one sentence."""


def fill(template: str, values: Mapping[str, Value], allowed: re.Pattern[str] = PLAIN) -> str:
    """The template as configuration.

    Args:
        values: a text, or several: a line with such a place comes once for each of them, and for none not at all.
        allowed: what values may be; LINE where the reader takes all of a line as it is.

    Raises:
        BadValue: a name has no value, or one that a configuration would obey.
    """
    places = set(PLACE.findall(template))
    if missing := sorted(places - set(values)):
        raise BadValue(f"The template wants a value for @{missing[0]}@.")
    for name in sorted(places):
        if bad := [one for one in _each(values[name]) if not allowed.fullmatch(one)]:
            raise BadValue(f"@{name}@ can't be {bad[0]!r}: letters, digits, blanks and ./:[]*@_- only.")
    return "".join(filled for line in template.splitlines(keepends=True) for filled in _filled(line, values))


def _each(value: Value) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _filled(line: str, values: Mapping[str, Value]) -> Iterator[str]:
    """The line, once for each value of the place in it that has several."""
    names = PLACE.findall(line)
    several = next((name for name in names if not isinstance(values[name], str)), None)
    for one in _each(values[several]) if several else [""]:
        own = {name: one if name == several else str(values[name]) for name in names}
        yield "".join(own[part] if number % 2 else part for number, part in enumerate(PLACE.split(line)))
