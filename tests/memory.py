"""Where tests keep their files: in memory where there is room, since on a disk each of their commits waits for it."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 6 << 30


def work_in_memory() -> None:
    """Has this process and all that it starts make temporary files there, unless TMPDIR says where."""
    if "TMPDIR" not in os.environ and _is_fit(MEMORY):
        os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY), None


def _is_fit(folder: Path) -> bool:
    """Programs may run from there, and a run of all tests doesn't fill it."""
    if not os.access(folder, os.W_OK) or shutil.disk_usage(folder).free < ROOM:
        return False
    return not os.statvfs(folder).f_flag & os.ST_NOEXEC
