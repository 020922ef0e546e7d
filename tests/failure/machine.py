"""How long the processes of sites waited for a processor: time that a busy machine took, and no code of ours."""

import contextlib
import threading
import time
from pathlib import Path

from tests.live import Site, descendants

LOOK_SECONDS = 0.1


class Busyness:
    """Filled by `watch`, in a thread of its own; the kernel counts the waiting of each thread in /proc."""

    def __init__(self) -> None:
        self._waits: list[tuple[float, float]] = []

    def watch(self, sites: tuple[Site, ...], over: threading.Event) -> None:
        before = _waited(sites)
        while not over.wait(LOOK_SECONDS):
            now = _waited(sites)
            longest = max((waited - before.get(thread, 0) for thread, waited in now.items()), default=0) / 1e9
            if longest > LOOK_SECONDS / 100:
                self._waits.append((time.monotonic(), longest))
            before = now

    def seconds(self, began: float, ended: float) -> float:
        """Seconds for which at most one thing after another had to wait between two moments of the monotonic clock."""
        return sum(waited for at, waited in self._waits if began < at < ended + LOOK_SECONDS)


def _waited(sites: tuple[Site, ...]) -> dict[str, int]:
    """By thread, in nanoseconds since its start."""
    found = {}
    for pid in [one for site in sites if site.process for one in descendants(site.process.pid)]:
        for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError, IndexError):
                found[path.parent.name] = int(path.read_text().split()[1])
    return found
