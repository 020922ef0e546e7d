"""Set-up of a server: clears releases that nobody goes back to: `python3 releases.py BASE LEFT`; LEFT was used before.

What stays: the one in use, the one before it, the last three that are older, whatever is newer, and what still runs.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

KEPT = 3
DATE = re.compile(r"\d{8}-\d{6}", re.ASCII)  # as `install.sh release` names them; other folders are somebody's own


def to_clear(base: Path, before: str) -> list[Path]:
    """The oldest first. One that was never finished is no way back, so it takes nobody's place."""
    current = (base / "current").resolve().name
    folder = (base / "releases").resolve()  # as processes have it
    ours = (one for one in folder.iterdir() if DATE.fullmatch(one.name) and not one.is_symlink())
    older = sorted(one for one in ours if one.name < current)
    ways_back = [one for one in older if (one / ".venv/bin/shortener").exists()][-KEPT:]
    return [one for one in older if one not in ways_back and one.name != before and not any(_runs(one))]


def clear(base: Path, before: str) -> int:
    """Says what was cleared; the exit status. One that can't be removed keeps none of the others."""
    status = 0
    for one in to_clear(base, before):
        try:
            _remove(one)
        except OSError as error:
            print(f"{one} can't be removed: {error.strerror or error}; it may be removed by hand.", file=sys.stderr)
            status = 1
        else:
            print(f"Removed: {one.name}", file=sys.stderr)
    return status


def _remove(release: Path) -> None:
    """Without its program first: half a release is none, and `install.sh use` refuses it."""
    (release / ".venv/bin/shortener").unlink(missing_ok=True)
    shutil.rmtree(release)


def _runs(release: Path) -> Iterator[int]:
    """Ids of processes that were started from there, fill it, or have loaded a library from there."""
    place = os.fsencode(release)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if place in (process / "cmdline").read_bytes() or place in (process / "maps").read_bytes():
                yield int(process.name)
        except OSError:  # it has ended meanwhile
            continue


if __name__ == "__main__":
    sys.exit(clear(Path(sys.argv[1]), sys.argv[2]))
