"""When this node was last backed up: a file in the data folder that every process sees."""

from pathlib import Path

from shortener.clock import now_ms

NAME = "last-backup"
LONGEST_AGE = 26 * 3600.0  # a night, and two hours for one that takes long


def note_saved(data_dir: Path, at: int) -> None:
    """Raises OSError where the folder can't be written."""
    fresh = data_dir / f"{NAME}.new"
    fresh.write_text(f"{at}\n")
    fresh.rename(data_dir / NAME)


def saved_at(data_dir: Path) -> int | None:
    """Milliseconds UTC; None where there never was a backup."""
    try:
        return int((data_dir / NAME).read_text())
    except (OSError, ValueError):
        return None


def age_of_backup(data_dir: Path) -> float | None:
    """Seconds."""
    at = saved_at(data_dir)
    return None if at is None else max(0.0, (now_ms() - at) / 1000)
