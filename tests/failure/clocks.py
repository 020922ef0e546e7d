"""A site's own clock, which can be set back while everything runs: libfaketime's, never the machine's."""

import contextlib
import os
import time
from pathlib import Path

import pytest

SHARED_MEMORY = Path("/dev/shm")
KEPT_SECONDS, NOTICED_SECONDS = 1, 3.5  # what is kept of the file is old by up to two seconds and more
# libfaketime 0.9.10 passes a negative moment to the kernel when Python 3.11 sleeps until one of the monotonic clock.
SLEEPS = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds) and None\n"


class FakeClock:
    """The wall clock of the processes that are started with `environment`; durations pass for them as ever.

    They are much slower with it, by many milliseconds a request.
    """

    def __init__(self, folder: Path) -> None:
        libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not libraries:
            pytest.skip("libfaketime is not installed (Debian: apt-get install faketime)")
        self._file = folder / "clock"
        self._write(0)
        (folder / "sitecustomize.py").write_text(SLEEPS)
        self.environment = {
            "LD_PRELOAD": str(libraries[-1]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": str(KEPT_SECONDS),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")])),
        }

    def set_back(self, seconds: int) -> None:
        """Behind the machine's clock, by so much; returns when every process has noticed."""
        self._write(seconds)
        time.sleep(NOTICED_SECONDS)

    def _write(self, seconds: int) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"-{seconds}\n")
        fresh.rename(self._file)

    @staticmethod
    def clean_up(pid: int) -> None:
        """What libfaketime keeps for a process that was killed and for its children."""
        for name in (f"faketime_shm_{pid}", f"sem.faketime_sem_{pid}"):
            with contextlib.suppress(FileNotFoundError):
                (SHARED_MEMORY / name).unlink()
