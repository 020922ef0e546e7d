"""Where clicks came from, as a map of equal squares, one a country, darker where they are more."""

import functools
import math
from collections.abc import Sequence

from msgspec import Struct

from shortener.admin.countries import Square, squares
from shortener.admin.shares import Share
from shortener.admin.shown import clicks, number
from shortener.sentences import Counted, Words
from shortener.web.speech import say

STEP, SIDE = 20, 18
# How strong the colour is: text is dark up to the third of light squares, and light from there on.
DEPTHS = (0.15, 0.28, 0.4, 0.85, 1.0)
FIRST_DEEP = 3
MOST_NAMED = 5


class Tile(Struct, frozen=True):
    """A square with clicks: its corner in the map's units, `depth` from 0 to 1, `href` as of the share."""

    x: int
    y: int
    code: str
    words: str
    depth: float
    deep: bool
    href: str


class World(Struct, frozen=True):
    """All that a template needs for `<svg viewBox="0 0 width height">`; `land` is the path of every square."""

    width: int
    height: int
    land: str
    tiles: list[Tile]
    desc: str


def world(places: Sequence[Share]) -> World | None:
    """None where no country is known. `places` are all countries with clicks, the most clicked first."""
    known = {place.value: place for place in places if place.value in _codes()}
    if not known:
        return None
    most = max(place.clicks for place in known.values())
    tiles = [_tile(square, known[square.code], most) for square in squares() if square.code in known]
    width, height = _size()
    return World(width, height, _land(), tiles, _desc(list(known.values())))


def _tile(square: Square, place: Share, most: int) -> Tile:
    step = min(int(len(DEPTHS) * math.sqrt(place.clicks / most)), len(DEPTHS) - 1)
    words = Words("%(place)s: %(clicks)s", place=place.name, clicks=clicks(place.clicks))
    x, y = square.column * STEP, square.row * STEP
    return Tile(x, y, square.code, words, DEPTHS[step], step >= FIRST_DEEP, place.href)


def _desc(known: Sequence[Share]) -> str:
    first = ", ".join(f"{say(place.name)} {say(number(place.clicks))}" for place in known[:MOST_NAMED])
    return Counted(
        "%(num)s country; the most clicks: %(first)s.",
        "%(num)s countries; the most clicks: %(first)s.",
        len(known),
        first=first,
    )


@functools.cache
def _codes() -> frozenset[str]:
    return frozenset(square.code for square in squares())


@functools.cache
def _size() -> tuple[int, int]:
    last = max(square.column for square in squares()), max(square.row for square in squares())
    return last[0] * STEP + SIDE, last[1] * STEP + SIDE


@functools.cache
def _land() -> str:
    return "".join(f"M{one.column * STEP} {one.row * STEP}h{SIDE}v{SIDE}h-{SIDE}z" for one in squares())
