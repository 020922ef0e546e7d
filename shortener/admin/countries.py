"""What countries are called, and where each stands on a map of equal squares: both from data/."""

import functools
from collections.abc import Mapping
from importlib.resources import files

from msgspec import Struct

from shortener.sentences import Country

SEA = ".."


class Square(Struct, frozen=True):
    """Column and row from the north-west, and the country's two letters."""

    column: int
    row: int
    code: str


@functools.cache
def country_names() -> Mapping[str, str]:
    """By the two letters of ISO 3166, and XK."""
    named = (line.split(" ", 1) for line in _read("countries.txt").splitlines())
    return {code: Country(code, name) for code, name in named}


@functools.cache
def squares() -> tuple[Square, ...]:
    """From data/world.txt, in which a place is two letters and two points are the sea."""
    rows = enumerate(_read("world.txt").splitlines())
    return tuple(
        Square(column, row, code) for row, line in rows for column, code in enumerate(line.split()) if code != SEA
    )


def _read(name: str) -> str:
    return files("shortener.admin").joinpath(f"data/{name}").read_text(encoding="utf-8")
