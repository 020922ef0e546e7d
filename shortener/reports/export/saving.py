"""An export on its way to its file: it has the name only when it is whole, and what broke off can be gone on with."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from shortener.reports.export.about import About, Tally
from shortener.reports.export.order import Order
from shortener.reports.export.pages import pages
from shortener.reports.export.wanted import START, Place
from shortener.sentences import Sentence
from shortener.stores import Database

CHUNK = 1 << 20
Tell = Callable[[int], object]


class CannotResume(Sentence):
    """Nothing is there to go on with; the message is one sentence."""


class Kept(msgspec.Struct, frozen=True):
    """What is told beside an unfinished file after each page: `bytes` of it are `rows` rows, up to `last`."""

    order: Order
    rows: int = 0
    bytes: int = 0
    last: Place = START


class Part:
    """The unfinished file of a path, and what is told beside it."""

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(path.name + ".part")
        self.told = path.with_name(path.name + ".part.json")

    def kept(self) -> Kept:
        """Raises CannotResume."""
        try:
            kept = msgspec.json.decode(self.told.read_bytes(), type=Kept)
            size = self.part.stat().st_size
        except (OSError, msgspec.MsgspecError) as error:
            raise CannotResume(f"There is nothing to go on with at {self.part}; leave out --resume.") from error
        if size < kept.bytes:
            raise CannotResume(f"{self.part} is shorter than it was; leave out --resume.")
        return kept

    def tell(self, kept: Kept) -> None:
        self.told.write_bytes(msgspec.json.encode(kept))

    def finish(self) -> None:
        self.part.replace(self.path)
        self.told.unlink()

    def give_up(self) -> None:
        for path in (self.part, self.told):
            with contextlib.suppress(OSError):
                path.unlink()


def save(database: Database, path: Path, kept: Kept, tell: Tell = lambda _rows: None) -> About:
    """Writes the rest of a file and gives it its name. `tell` hears how many rows each page had. Raises OSError.

    What was written before an error stays in a part, unless that was nothing.
    """
    kept = kept if kept.rows else Kept(kept.order)  # names of columns alone are written again
    part, tally, order = Part(path), Tally(), kept.order
    with part.part.open("r+b" if kept.bytes else "wb") as file:
        _read_again(file, kept, tally)
        file.truncate(kept.bytes)
        try:
            for page in tally.through(pages(database, order.wanted, order.shape, kept.last)):
                file.write(page.data)
                file.flush()
                part.tell(Kept(order, tally.rows, tally.bytes, page.last))
                tell(page.rows)
            os.fsync(file.fileno())
        except BaseException:
            if not tally.rows:
                part.give_up()
            raise
    part.finish()
    return tally.about(order, database)


def _read_again(file: BinaryIO, kept: Kept, tally: Tally) -> None:
    left = kept.bytes
    while left:
        data = file.read(min(left, CHUNK))
        tally.take(data)
        left -= len(data)
    tally.rows = kept.rows


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place for a file that can't grow page by page; it gets its name when the caller is done without an error."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
