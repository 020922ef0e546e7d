"""How many different visitors there were, in bounded room, from numbers that are as good as random.

A sketch keeps the smallest SIZE numbers: as long as it isn't full it is the set itself, and a full one tells the count
by how close together they lie (k minimum values; Bar-Yossef and others, 2002). Two are merged by keeping the smallest
of both.
"""

import sys
from array import array
from collections.abc import Collection, Iterable

SIZE = 1024  # the error of a full one: 3 in 100, two times of three
RANGE = 1 << 64


def add(sketch: bytes, visitors: Collection[int]) -> bytes:
    """With these visitors too (64 bits each, signed as a database keeps them)."""
    kept = numbers(sketch)
    new = {number % RANGE for number in visitors}
    if len(kept) == SIZE:
        new = {number for number in new if number < kept[-1]}
    new.difference_update(kept)
    return packed(sorted([*kept, *new])[:SIZE]) if new else sketch


def merge(sketches: Iterable[bytes]) -> bytes:
    """The visitors of all of them, each once."""
    merged = b""
    for sketch in sketches:
        merged = add(merged, numbers(sketch))
    return merged


def count(sketch: bytes) -> int:
    """Exact up to SIZE - 1."""
    kept = numbers(sketch)
    return len(kept) if len(kept) < SIZE else round((SIZE - 1) * RANGE / (kept[-1] or 1))


def without(sketch: bytes, lost: Collection[int], still: bytes) -> bytes:
    """Without the lost ones, but for those who are in `still`, and with all of these.

    A full one of which too little would be left stays as it is: who else there was can't be told.
    """
    gone = {number % RANGE for number in lost}.difference(numbers(still))
    left = add(packed(number for number in numbers(sketch) if number not in gone), numbers(still))
    return left if len(left) == SIZE * 8 or len(sketch) < SIZE * 8 else sketch


def numbers(sketch: bytes) -> "array[int]":
    """In rising order, without sign."""
    found = array("Q", sketch)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def packed(kept: Iterable[int]) -> bytes:
    """Eight bytes each, the lowest first, on every machine."""
    found = array("Q", kept)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()
