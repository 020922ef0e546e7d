"""Where a YOURLS site is read from: a dump, or its own database."""

from collections.abc import Callable, Iterator
from typing import Protocol, Self

from shortener.interop.yourls.tables import Row

Progress = Callable[[int], None]


def no_progress(_read: int) -> None:
    """Nobody waits for the end."""


class Source(Protocol):
    """`prefix` is that of the tables, None where it isn't known: then all that may be YOURLS' are read.

    `size` is what `progress` goes up to; `name` begins a sentence about it.
    """

    name: str
    prefix: str | None

    @property
    def size(self) -> int: ...

    def of(self, prefix: str) -> Self:
        """The same with tables of one prefix only."""

    def rows(self, *kinds: str, progress: Progress = no_progress) -> Iterator[tuple[str, str, Row]]:
        """Prefix, kind and row of each; as often as somebody asks. Raises OSError, BadDump, SQLAlchemyError."""
