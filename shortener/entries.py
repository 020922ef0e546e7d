"""One line of the settings' table: how its text is read, what it is by default, and what it is about."""

from collections.abc import Callable
from dataclasses import field
from typing import Any

PREFIX = "SHORTENER_"


def entry(
    parse: Callable[[str], Any], default: str | None, about: str, *, secret: bool = False, varies: bool = False
) -> Any:
    """`varies`: the default is another on every machine, so documentation can't show it."""
    value = None if default is None else parse(default)
    shown = None if varies else default
    return field(default=value, metadata={"parse": parse, "default": shown, "about": about, "secret": secret})


def env_name(field_name: str) -> str:
    return PREFIX + field_name.upper()
