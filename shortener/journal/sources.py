"""Where clicks come from: the journal folders of this node's workers, living and dead."""

import contextlib
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shortener.journal.files import (
    BAD,
    ENDLESS,
    Broken,
    Part,
    Place,
    Row,
    Span,
    Unreadable,
    bytes_of,
    put_aside,
    read_rows,
    start_of,
)
from shortener.journal.tally import Tally, is_owned, read_tally
from shortener.journal.writer import SUFFIX

log = logging.getLogger(__name__)

SCAN_ROWS = 10_000


@dataclass
class Source:
    """One worker's journal. `owned`: its worker lives and may append; `places`: where reading each file ended."""

    folder: Path
    tally: Tally
    owned: bool
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.folder.name

    def read(self, after: int, most: int, most_bytes: int = ENDLESS) -> list[Row]:
        """Up to `most` rows after a position, in order, over as many files as it takes.

        Where they are long, once they are `most_bytes` or a little more.
        What is damaged in a closed file is left out. Never reads past a file that can't be read now: the position would
        move beyond its rows. Raises Unreadable when nothing could be read before it.
        """
        rows: list[Row] = []
        size = 0
        for part in self._parts(since=after):
            try:
                found = self._read_part(part, rows[-1][0] if rows else after, most - len(rows), most_bytes - size)
                rows += found
                size += bytes_of(found)
            except FileNotFoundError:
                continue
            except Unreadable as error:
                if isinstance(error, Broken) and part.closed:
                    continue
                if not rows:
                    raise
                break
            if len(rows) == most or size >= most_bytes:
                break
        return rows

    def clear(self, stored: int, settle: Callable[[], None]) -> None:
        """Unlinks closed files without a row after the position up to which all is stored; damaged ones it puts aside.

        `settle` is called before, and sees to it that what is stored stays so, whatever happens to the machine.
        Raises Unreadable when a dead worker committed more than what is stored and left no file with it.
        """
        for part in self._parts():
            try:
                if not part.closed or self._peek(part, stored):
                    return
            except FileNotFoundError:
                continue
            except Broken as error:
                log.warning("%s It was put aside as %s.", error, put_aside(part.path).name)
            else:
                settle()
                part.path.unlink(missing_ok=True)
            self.places.pop(part.path.name, None)
        if not self.owned and not self.bad_files() and stored < self.tally.committed:
            raise Unreadable(f"Positions {stored + 1} to {self.tally.committed} are missing.")

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.glob(f"*{SUFFIX}") if path.stem.isdigit())

    def bad_files(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{SUFFIX}{BAD}"))

    def spans(self) -> list[tuple[Path, Span | Unreadable]]:
        """What each file that is left holds, oldest first, or why it can't be read. Reads them all."""
        found: list[tuple[Path, Span | Unreadable]] = []
        for part in self._parts():
            try:
                found.append((part.path, self._span(part)))
            except FileNotFoundError:
                found.clear()  # a collector works here: it unlinks from the oldest on, so the earlier ones are gone too
            except Unreadable as error:
                found.append((part.path, error))
        return found

    def remove(self) -> None:
        """Removes the folder of a dead worker whose files are gone."""
        for leftover in self.folder.iterdir():
            leftover.unlink(missing_ok=True)
        self.folder.rmdir()

    def _parts(self, since: int = 0) -> Iterator[Part]:
        """The files, oldest first, but none that was read to its end before a position."""
        first = max((name for name, place in self.places.items() if place.position <= since), default="")
        files = [path for path in self.files() if path.name >= first]
        for path, following in itertools.pairwise([*files, None]):
            if path is not None:
                yield self._part(path, following, being_begun=self.owned and following == files[-1])

    def _part(self, path: Path, following: Path | None, *, being_begun: bool) -> Part:
        """What a file has to hold is known from the one that follows, or of the newest from the tally."""
        number = int(path.stem)
        begins = None
        with contextlib.suppress(FileNotFoundError, Unreadable):
            begins = start_of(following) if following else None
        if following and begins:
            return Part(path, begins.position, begins.position, trimmed=int(following.stem) > number + 1)
        if following and not being_begun:
            return Part(path, ENDLESS, ENDLESS, trimmed=True)
        left = number < self.tally.file
        last = self.tally.committed if self.owned else ENDLESS
        return Part(path, self.tally.committed, last, closed=left or not self.owned, trimmed=left)

    def _read_part(self, part: Part, after: int, most: int, most_bytes: int) -> list[Row]:
        place = self._behind(part, after) if part.last > after else None
        if place is None:
            return []
        rows, place = read_rows(part.path, place, part.last, most, most_bytes)
        self.places[part.path.name] = place
        if not rows and not part.closed:
            part.check(place)
        return rows

    def _peek(self, part: Part, after: int) -> bool:
        """Whether a closed file has a row after a position. Raises Broken when it ends too early."""
        place = self._behind(part, after)
        if place and read_rows(part.path, place, part.last, 1)[0]:
            return True
        # Only the newest file may lack its header: the worker died before it wrote there.
        part.check(place or Place(0, after if part.last == ENDLESS else -1))
        return False

    def _behind(self, part: Part, position: int) -> Place | None:
        """The place behind a position, or as near to it as one gets; None in a file that isn't begun."""
        known = self.places.get(part.path.name)
        place = known if known and known.position <= position else start_of(part.path)
        while place and place.position < min(position, part.last):
            rows, place = read_rows(part.path, place, min(position, part.last), SCAN_ROWS)
            if not rows:
                break
        return place

    def _span(self, part: Part) -> Span:
        start = start_of(part.path)
        place = self._behind(part, part.last)
        if start is None or place is None:
            return Span(0, 0, 0)
        part.check(place)
        rows = place.position - start.position
        return Span(start.position + 1, place.position, rows) if rows else Span(0, 0, 0)


def find_sources(journal_dir: Path, known: Iterable[Source] = ()) -> list[Source]:
    """Every journal folder here that can be read, oldest worker first. `known` ones are read on where they were."""
    places = {source.name: source.places for source in known}
    found = [source for source in map(_source, _folders(journal_dir)) if source is not None]
    for source in found:
        source.places = places.get(source.name, source.places)
    return sorted(found, key=lambda source: source.tally.opened_at)


def unreadable_folders(journal_dir: Path) -> list[Path]:
    """Journal folders whose tally can't be read: nothing in them is collected."""
    return [folder for folder in _folders(journal_dir) if _source(folder) is None and folder.exists()]


def _folders(journal_dir: Path) -> list[Path]:
    """A folder without a tally belongs to a worker that is being born or was removed: it holds no visit."""
    return sorted(path.parent for path in journal_dir.glob("*.*/tally"))


def _source(folder: Path) -> Source | None:
    try:
        owned = is_owned(folder)  # asked before the tally and the files: what it says of them can only be too careful
        return Source(folder, read_tally(folder), owned)
    except (OSError, ValueError):
        return None
