"""One whole run: every row of a plan, the times at half of capacity, the verdicts."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from bench import collector, rows
from bench.collector import Stored
from bench.half import CROWD, Half, Pace
from bench.machine import fsync_seconds
from bench.paced import paced
from bench.rows import FULL
from bench.run import Bench, Clicks, Row
from bench.service import Say, Services
from bench.verdicts import Verdict, verdicts
from bench.visitors import Crowds

STORES = {"full": tuple(collector.BARS), "quick": ()}
BUSY = 0.5  # load average above which somebody else is at work
HALF_SECONDS, HALF_ROUNDS = 3, {"full": 7, "quick": 3}


class Machine(Struct, frozen=True):
    """What it was measured on; `load` is the load average before, `fsync` in seconds."""

    cores: int
    kernel: str
    python: str
    load: float
    fsync: float


class Result(Struct, frozen=True):
    """All that a run found."""

    plan: str
    machine: Machine
    rows: list[Row]
    clicks: list[Clicks]
    paces: list[Pace]
    stored: list[Stored]
    verdicts: list[Verdict]


@dataclass
class Whole:
    """A run in a folder of its own."""

    folder: Path
    rounds: int
    seconds: int
    say: Say

    def measure(self, plan: str) -> Result:
        """Raises Failed, with one sentence, when an answer is wrong, a click is missing or a server doesn't start."""
        machine = Machine(
            os.cpu_count() or 1,
            platform.release(),
            platform.python_version(),
            os.getloadavg()[0],
            fsync_seconds(self.folder),
        )
        services = Services(self.folder, self.say)
        try:
            found, clicks = self._rows(rows.quick() if plan == "quick" else rows.full(), services)
            paces = self._half(found, services, HALF_ROUNDS[plan])
        finally:
            services.close()
        stored = [self._collect(store, bare=bare) for store in STORES[plan] for bare in (True, False)]
        judged = verdicts(found, paces) + collector.verdicts(stored, found)
        return Result(plan, machine, found, clicks, paces, stored, judged)

    def _rows(self, plan: rows.Plan, services: Services) -> tuple[list[Row], list[Clicks]]:
        bench = Bench(services, Crowds(self.folder), self.rounds, self.seconds, self.say)
        found: list[Row] = []
        clicks: list[Clicks] = []
        for number, (service, loads) in enumerate(plan, 1):
            self.say(f"{number} of {len(plan)}: {service.name}, {service.workers} workers, {service.links:,} links")
            more, counted = bench.measure(service, loads)
            found += more
            clicks += counted
        return found, clicks

    def _collect(self, store: str, *, bare: bool) -> Stored:
        found = collector.measure(store, collector.ROWS, bare=bare)
        self.say(f"the collector{' bare' if bare else ''}, into {store}: {found.rows_per_second:,.0f} rows/s")
        return found

    def _half(self, found: list[Row], services: Services, rounds: int) -> list[Pace]:
        """At half of the share of nginx that `full` had with 128 connections."""
        share = next(row.ratio for row in found if (row.service, row.load) == (FULL, CROWD))
        crowds, visitors = Crowds(self.folder), paced(self.folder, FULL.links)
        return Half(self.folder, services, visitors, crowds, share, rounds, HALF_SECONDS, self.say).measure(FULL)
