"""Whether clicks are being collected: journal files that were closed long ago should be gone."""

import time
from collections.abc import Iterator
from pathlib import Path

from shortener.redirect.tally import is_owned, read_tally

PATIENCE_SECONDS = 600


def backlog_troubles(journal_dir: Path) -> list[str]:
    """A sentence when visits wait in files that a collector should have stored and removed."""
    oldest = min((_written_at(path) for path in _finished_files(journal_dir)), default=None)
    waiting = 0.0 if oldest is None else time.time() - oldest
    if waiting <= PATIENCE_SECONDS:
        return []
    return [
        f"Clicks have been waiting in {journal_dir} for {waiting / 60:.0f} minutes; is `shortener collect` running?"
    ]


def _finished_files(journal_dir: Path) -> Iterator[Path]:
    """Files that no worker writes to any more."""
    for folder in journal_dir.glob("*.*/"):
        open_number = _open_number(folder)
        yield from (path for path in folder.glob("*.db") if path.stem.isdigit() and int(path.stem) != open_number)


def _open_number(folder: Path) -> int | None:
    """The number of the file that a living worker writes to."""
    try:
        return read_tally(folder).file if is_owned(folder) else None
    except (OSError, ValueError):
        return None


def _written_at(path: Path) -> float:
    """Seconds since 1970; a file that is removed meanwhile was written just now."""
    times = []
    for part in (path, path.with_name(path.name + "-wal")):
        try:
            times.append(part.stat().st_mtime)
        except OSError:
            continue
    return max(times, default=time.time())
