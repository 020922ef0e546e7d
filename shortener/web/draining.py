"""Whether this node should get no new visitors: a flag in the data folder that every process sees at once."""

from pathlib import Path

NAME = "draining"


def is_draining(data_dir: Path) -> bool:
    return (data_dir / NAME).exists()


def set_draining(data_dir: Path, *, draining: bool) -> None:
    """Raises OSError where the folder can't be written."""
    flag = data_dir / NAME
    if draining:
        flag.touch(mode=0o600)
    else:
        flag.unlink(missing_ok=True)
