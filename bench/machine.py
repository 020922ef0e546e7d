"""What the kernel says of processes and the disk: CPU time, memory, one fsync. Sizes in MB, times in seconds."""

import contextlib
import os
import socket
import statistics
import time
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SMALL = 512  # bytes
STATE, UTIME, STIME, NICE = 2, 13, 14, 18  # fields of /proc/<pid>/stat, counted from 0


def free_port() -> int:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as probe:
        port: int = probe.getsockname()[1]
        return port


def descendants(pid: int) -> list[int]:
    """All processes that it started, and those that they started."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def is_alive(pid: int) -> bool:
    """Not one that is over and only waits for whoever wants to know how it ended."""
    return _stat(pid)[STATE] not in {"0", "X", "Z"}


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that these have used so far; of one that is gone, none."""
    return sum(float(_stat(pid)[UTIME]) + float(_stat(pid)[STIME]) for pid in pids) / TICKS


def niceness(pid: int) -> int:
    return int(_stat(pid)[NICE])


def memory(pid: int) -> float:
    """Proportional set size: what is shared with others counts in parts."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def fsync_seconds(folder: Path, times: int = 200) -> float:
    """The median time that a small write takes to be on the disk of that folder."""
    return statistics.median(fsyncs(folder, times))


def fsyncs(folder: Path, times: int, pause: float = 0.0) -> list[float]:
    """Seconds that each of so many small writes takes to be on the disk; into room that is there, as in a journal."""
    path = folder / "fsync.probe"
    taken = []
    with path.open("wb", buffering=0) as file:
        file.write(bytes(times * SMALL))
        os.fsync(file.fileno())
        for number in range(times):
            time.sleep(pause)
            began = time.perf_counter()
            os.pwrite(file.fileno(), bytes(SMALL), number * SMALL)
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    path.unlink()
    return taken


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat; the name, which may hold blanks, counts as one."""
    try:
        before, _, after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except OSError:
        return ["0"] * 52
    return [*before.split(" (", 1), *after.split()]
