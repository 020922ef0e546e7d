"""What a rollup has to add, below nought too, so that clicks count as what they are now."""

from collections import Counter
from collections.abc import Mapping

from shortener.clicks.arrays import Rows
from shortener.clicks.breakdown import Counts


def between(before: Rows, after: Rows, keys: int) -> Rows:
    """Rows of `keys` columns of the key and numbers that follow; only those that change anything, in order."""
    old, new = ({row[:keys]: row[keys:] for row in rows} for rows in (before, after))
    nought = (0,) * len(next(iter((*before, *after)), ())[keys:])
    found = []
    for key in sorted(old.keys() | new.keys()):
        pairs = zip(old.get(key, nought), new.get(key, nought), strict=True)
        change = tuple(number - counted for counted, number in pairs)
        if any(change):
            found.append((*key, *change))
    return found


def between_counts(before: Mapping[int, Counts], after: Mapping[int, Counts]) -> dict[int, Counts]:
    """By key; only keys and names that change."""
    changes = {key: _change(before.get(key, {}), after.get(key, {})) for key in before.keys() | after.keys()}
    return {key: change for key, change in changes.items() if change}


def _change(before: Counts, after: Counts) -> Counts:
    change = Counter(after)
    change.subtract(before)
    return {name: number for name, number in change.items() if number}
