"""Where clicks come from: the journal folders of this node's workers, living and dead."""

import logging
from dataclasses import dataclass
from pathlib import Path

from shortener.clicks.files import BAD, Broken, Row, Span, Unreadable, put_aside, read_rows, span_of, unlink
from shortener.redirect.tally import Tally, is_owned, read_tally

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """One worker's journal. `owned`: its worker lives and may append."""

    folder: Path
    tally: Tally
    owned: bool

    @property
    def name(self) -> str:
        return self.folder.name

    def read(self, after: int, most: int) -> list[Row]:
        """Up to `most` rows after a position, in order, over as many files as it takes.

        Never reads past a file that can't be read now: the position would move beyond its rows. A broken closed file
        is put aside. Raises Unreadable when nothing could be read before it.
        """
        rows: list[Row] = []
        for path in self.files():
            try:
                rows += read_rows(path, rows[-1][0] if rows else after, most - len(rows))
            except Unreadable as error:
                if isinstance(error, Broken) and self._is_closed(path):
                    log.warning("%s It was put aside as %s.", error, put_aside(path).name)
                    continue
                if not rows:
                    raise
                break
            if len(rows) == most:
                break
        return rows

    def clear(self, stored: int) -> None:
        """Unlinks whole closed files without a row after the position up to which all is stored."""
        for path in self.files():
            if self._is_closed(path) and not read_rows(path, stored, 1):
                unlink(path)

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*.db") if path.stem.isdigit())

    def bad_files(self) -> list[Path]:
        return sorted(self.folder.glob(f"*.db{BAD}"))

    def spans(self) -> list[tuple[Path, Span | Unreadable]]:
        """What each file that is left holds, oldest first, or why it can't be read."""
        found: list[tuple[Path, Span | Unreadable]] = []
        for path in self.files():
            try:
                found.append((path, span_of(path)))
            except FileNotFoundError:
                found.clear()  # a collector works here: it unlinks from the oldest on, so the earlier ones are gone too
            except Unreadable as error:
                found.append((path, error))
        return found

    def remove(self) -> None:
        """Removes the folder of a dead worker whose files are gone."""
        for leftover in self.folder.iterdir():
            leftover.unlink(missing_ok=True)
        self.folder.rmdir()

    def _is_closed(self, path: Path) -> bool:
        return not self.owned or int(path.stem) < self.tally.file


def find_sources(journal_dir: Path) -> list[Source]:
    """Every journal folder here that can be read, oldest worker first."""
    found = [source for source in map(_source, _folders(journal_dir)) if source is not None]
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
