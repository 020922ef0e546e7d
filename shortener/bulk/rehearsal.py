"""A dry run: everything is done as it would be, and then undone."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from shortener.links.editor import Editor
from shortener.links.library import Library


class _Undo(Exception):
    """Ends a dry run's transaction."""


@contextmanager
def rehearsed(library: Library, by: int | None) -> Iterator[Editor]:
    """Like `library.writing`, of which nothing stays."""
    with suppress(_Undo), library.writing(by) as editor:
        yield editor
        raise _Undo
