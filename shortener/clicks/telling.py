"""What the steps of this node's collector cost so far, in a file for whoever answers /metrics."""

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from shortener.clicks.steps.figures import Figure, Figures
from shortener.clicks.summary import Summary

NAME = "collector.steps"
EVERY_SECONDS = 5.0


class Told(msgspec.Struct, frozen=True):
    """Since the collector began: of each step, and how many visits were set aside for which reason."""

    steps: Mapping[str, Figure] = {}
    set_aside: Mapping[str, int] = {}


class Telling:
    """Writes now and then; a full disk keeps no collector from its work."""

    def __init__(self, journal_dir: Path, figures: Figures, summary: Summary) -> None:
        self._path = journal_dir / NAME
        self._figures, self._summary = figures, summary
        self._told_at = float("-inf")

    def now_and_then(self) -> None:
        if time.monotonic() - self._told_at >= EVERY_SECONDS:
            self._now()

    def at_last(self) -> None:
        """Unless another collector had the journals all the time."""
        if self._told_at > float("-inf"):
            self._now()

    def _now(self) -> None:
        self._told_at = time.monotonic()
        fresh = self._path.with_name(f"{NAME}.new")
        with contextlib.suppress(OSError):
            fresh.write_bytes(msgspec.json.encode(Told(self._figures.steps, self._summary.reasons)))
            fresh.replace(self._path)


def told(journal_dir: Path) -> Told:
    """Nothing where no collector has written yet."""
    try:
        return msgspec.json.decode((journal_dir / NAME).read_bytes(), type=Told)
    except (OSError, msgspec.MsgspecError):
        return Told()
