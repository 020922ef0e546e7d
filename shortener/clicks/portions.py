"""Much, some at a time: a statement takes so many parameters, and what a row holds may be kilobytes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

AT_ONCE = 1000  # every database takes more parameters
K = TypeVar("K", bound=Any)
T = TypeVar("T")


def pieces(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """In their order, `size` of them each, but for the last piece."""
    return (values[start : start + size] for start in range(0, len(values), size))


def portions(grouped: Mapping[int, Mapping[K, T]]) -> Iterator[tuple[int, dict[K, T]]]:
    """A group and AT_ONCE of its keys, such as a day and some of its links, in the order of both."""
    for group, by_key in sorted(grouped.items()):
        for keys in pieces(sorted(by_key), AT_ONCE):
            yield group, {key: by_key[key] for key in keys}
