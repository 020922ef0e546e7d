"""The journal's part of a backup: clicks that are answered for, but not yet in the database."""

import shutil
from pathlib import Path

TALLY = "tally"
TRIES = 3


def copy_journals(journal_dir: Path, target: Path) -> int:
    """Copies every worker's folder; how many there are.

    It must be done before the database is copied: what the collector stores in between is then in both, and counted
    once, since the database knows what it has.
    """
    target.mkdir(parents=True)
    folders = sorted(path.parent for path in journal_dir.glob(f"*.*/{TALLY}"))
    return sum(_copy(folder, target / folder.name) for folder in folders)


def _copy(folder: Path, target: Path) -> bool:
    """False for a worker's that was just cleared away: all of it is stored."""
    for _ in range(TRIES):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        try:
            # The tally first: the files then hold at least what it promises, and what they hold besides is good too.
            for path in (folder / TALLY, *sorted(path for path in folder.iterdir() if path.name != TALLY)):
                shutil.copyfile(path, target / path.name)
        except FileNotFoundError:
            if not folder.exists():
                break
        else:
            return True
    shutil.rmtree(target, ignore_errors=True)
    return False
