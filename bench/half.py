"""How long visitors wait at half of what the application can do: nginx and it in turn, also beside an export."""

import contextlib
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msgspec import Struct

from bench.machine import fsyncs
from bench.paced import Paced, milliseconds
from bench.rows import Load, Service
from bench.run import ask, warm
from bench.service import Say, Services, Up
from bench.visitors import Crowds

CROWD = Load(128)
FSYNC, FSYNCS_A_SECOND = "one fsync", 500


class Pace(Struct, frozen=True):
    """Times in milliseconds since each request was due, at `rate` requests a second; medians of the rounds."""

    name: str
    exporting: bool
    rate: float
    p50: float
    p99: float
    p999: float


@dataclass
class Half:
    """Half of `share` of nginx' full speed at this moment is asked of both next: a machine's speed is not constant.

    `folder` is on the disk that journals are on: in the same rounds one small write at a time is forced to it.
    """

    folder: Path
    services: Services
    paced: Paced
    crowds: Crowds
    share: float
    rounds: int
    seconds: int
    say: Say
    past_clicks: int = 1_000_000

    def measure(self, service: Service, *, exporting: Sequence[bool] = (False, True)) -> list[Pace]:
        """nginx and the service, alone and, where `exporting`, while somebody exports all clicks."""
        with self.services.started(service, past_clicks=self.past_clicks) as up, up.ours.collecting():
            warm(self.crowds, service, CROWD, up)
            self._settle(up)
            found = [pace for beside in exporting for pace in self._compare(service, up, exporting=beside)]
            up.ours.audit()
        return found

    def _settle(self, up: Up) -> None:
        """What the past and the warming left to be stored and written is no part of what is measured."""
        while up.ours.audit()["waiting"]:
            time.sleep(1)
        os.sync()

    def _compare(self, service: Service, up: Up, *, exporting: bool) -> list[Pace]:
        nginx = self.services.static(service.links, tls=False)
        rates: dict[str, list[float]] = {"nginx": [], service.name: [], FSYNC: []}
        rounds: dict[str, list[list[float]]] = {name: [] for name in rates}
        everybody = self.crowds.visitors(service, CROWD)
        for _ in range(self.rounds):
            half = ask(everybody, nginx, CROWD, 1)[0].rate * self.share / 2
            asked: dict[str, tuple[float, Callable[[float], Mapping[int, int]]]] = {
                "nginx": (half, partial(self._ask, nginx)),
                service.name: (half, partial(self._ask, up)),
                FSYNC: (FSYNCS_A_SECOND, self._fsync),
            }
            for name, (rate, do) in asked.items():
                with up.ours.exporting() if exporting else contextlib.nullcontext():
                    rounds[name].append(milliseconds(do(rate)))
                    rates[name].append(rate)
        return [self._pace(name, exporting, statistics.median(rates[name]), rounds[name]) for name in rates]

    def _ask(self, whom: Up, rate: float) -> Mapping[int, int]:
        return self.paced.ask(whom.goal, rate, self.seconds)

    def _fsync(self, rate: float) -> Mapping[int, int]:
        """A histogram in microseconds."""
        taken = fsyncs(self.folder, round(self.seconds * rate), 1 / rate)
        return Counter(round(seconds * 1e6) for seconds in taken)

    def _pace(self, name: str, exporting: bool, rate: float, rounds: list[list[float]]) -> Pace:
        p50, p99, p999 = (statistics.median(each) for each in zip(*rounds, strict=True))
        beside = " beside an export" if exporting else ""
        self.say(f"{name} at {rate:,.0f}/s{beside}: p99 {p99:.1f} ms")
        return Pace(name, exporting, rate, p50, p99, p999)
