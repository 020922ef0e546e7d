"""Who follows links faster than people can: pure, over the clicks of one visitor."""

from collections import Counter
from collections.abc import Iterator, Sequence

# A whole class with the same computers behind one address is one visitor here, and follows one link at a sign.
FAST_CLICKS, FAST_MS = 50, 10_000  # so many clicks, on whatever links, within so long
WIDE_LINKS, WIDE_MS = 30, 60_000  # so many different links within so long
LEAST_CLICKS = min(FAST_CLICKS, WIDE_LINKS)
LONGEST_MS = max(FAST_MS, WIDE_MS)
Visits = Sequence[tuple[int, int]]


def too_fast(visits: Visits) -> list[bool]:
    """Of each (moment, link), in the order of time, whether it is one of too many or of too many different ones."""
    found = [False] * len(visits)
    for first, end in (*_crowded(visits), *_wide(visits)):
        found[first:end] = [True] * (end - first)
    return found


def _crowded(visits: Visits) -> Iterator[tuple[int, int]]:
    """Stretches, as far as they don't lie in the one before."""
    first = done = 0
    for number, (moment, _) in enumerate(visits):
        while visits[first][0] <= moment - FAST_MS:
            first += 1
        if number + 1 - first >= FAST_CLICKS:
            yield max(first, done), number + 1
            done = number + 1


def _wide(visits: Visits) -> Iterator[tuple[int, int]]:
    links: Counter[int] = Counter()
    first = done = 0
    for number, (moment, link) in enumerate(visits):
        links[link] += 1
        while visits[first][0] <= moment - WIDE_MS:
            _drop(links, visits[first][1])
            first += 1
        if len(links) >= WIDE_LINKS:
            yield max(first, done), number + 1
            done = number + 1


def _drop(links: Counter[int], link: int) -> None:
    links[link] -= 1
    if not links[link]:
        del links[link]
