"""Whether clicks are being collected: journal files that were closed long ago should be gone."""

import time
from pathlib import Path

from shortener.clicks.sources import find_sources

PATIENCE_SECONDS = 600


def backlog_troubles(journal_dir: Path) -> list[str]:
    """A sentence when visits wait in files that a collector should have stored and removed."""
    now = time.time()
    oldest = min((_written_at(path, now) for path in _closed_files(journal_dir)), default=now)
    if now - oldest <= PATIENCE_SECONDS:
        return []
    minutes = (now - oldest) / 60
    return [f"Clicks have been waiting in {journal_dir} for {minutes:.0f} minutes; is `shortener collect` running?"]


def _closed_files(journal_dir: Path) -> list[Path]:
    """Files that no worker writes to any more."""
    return [
        path
        for source in find_sources(journal_dir)
        for path in source.files()
        if not source.owned or int(path.stem) < source.tally.file
    ]


def _written_at(path: Path, now: float) -> float:
    """Seconds since 1970; a file that is removed meanwhile was written just now."""
    times = []
    for part in (path, path.with_name(path.name + "-wal")):
        try:
            times.append(part.stat().st_mtime)
        except OSError:
            continue
    return max(times, default=now)
