"""A sketch counts different visitors in bounded room, and two of them merge to what all visitors together give."""

import random

from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.sketch import SIZE, add, count, merge, numbers

signed = st.integers(-(1 << 63), (1 << 63) - 1)


def visitors(seed: int, many: int) -> list[int]:
    fate = random.Random(seed)
    return [fate.getrandbits(64) - (1 << 63) for _ in range(many)]


@given(st.lists(signed, max_size=50), st.lists(signed, max_size=50))
def test_few_are_counted_exactly(some: list[int], more: list[int]) -> None:
    sketch = add(add(b"", some), more)
    assert count(sketch) == len({*some, *more})
    assert sketch == add(b"", more + some) == merge([add(b"", some), add(b"", more)])


def test_many_are_counted_nearly() -> None:
    for many in (SIZE - 1, SIZE + 1, 5_000, 200_000):
        found = count(add(b"", visitors(7, many)))
        assert abs(found - many) <= (0 if many < SIZE else 0.1 * many)


def test_the_order_and_the_pieces_make_no_difference() -> None:
    many = visitors(3, 10_000)
    whole = add(b"", many)
    pieces = b""
    for first in range(0, 10_000, 137):
        pieces = add(pieces, many[first : first + 137])
    assert pieces == whole == add(b"", many[::-1])
    assert merge([add(b"", many[:4000]), add(b"", many[3000:])]) == whole


def test_it_never_grows_beyond_its_room() -> None:
    sketch = add(b"", visitors(5, 50_000))
    assert len(sketch) == 8 * SIZE
    assert list(numbers(sketch)) == sorted(numbers(sketch))


def test_nobody_is_nobody() -> None:
    assert count(b"") == count(add(b"", [])) == count(merge([])) == 0
