"""Some links of a day at a time: what is read of each, to be added to, may be kilobytes, however few its clicks are."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

AT_ONCE = 1000
T = TypeVar("T")


def portions(folded: Mapping[int, Mapping[int, T]]) -> Iterator[tuple[int, dict[int, T]]]:
    """Of what is kept by day, then by link: a day and AT_ONCE of its links, in the order of both."""
    for day, by_link in sorted(folded.items()):
        links = sorted(by_link)
        for start in range(0, len(links), AT_ONCE):
            yield day, {link_id: by_link[link_id] for link_id in links[start : start + AT_ONCE]}
