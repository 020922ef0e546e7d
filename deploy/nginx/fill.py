"""Puts values into nginx templates: each @NAME@ once per value, and no value that could say more than its place."""

import re
from collections.abc import Mapping

PLACE = re.compile(r"@([A-Z_]+)@")
PLAIN = re.compile(r"[\w./:\[\] *-]+", re.ASCII)


class BadValue(Exception):
    """A template that can't be filled; the message is one sentence."""


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template as configuration. Raises BadValue for a name without value, or with one that nginx would obey."""
    for name, value in values.items():
        if not PLAIN.fullmatch(value):
            raise BadValue(f"@{name}@ can't be {value!r}: letters, digits, blanks and ./:[]*_- only.")
    missing = sorted(set(PLACE.findall(template)) - set(values))
    if missing:
        raise BadValue(f"The template wants a value for @{missing[0]}@.")
    return PLACE.sub(lambda place: values[place[1]], template)
