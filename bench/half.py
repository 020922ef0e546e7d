"""How long visitors wait at half of what the application can do: nginx and it in turn, also beside an export."""

import contextlib
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from bench.paced import Paced, milliseconds
from bench.rows import Load, Service
from bench.run import ask, warm
from bench.service import Say, Services, Up
from bench.visitors import Crowds

CROWD = Load(128)


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
    """Half of `share` of nginx' full speed at this moment is asked of both next: a machine's speed is not constant."""

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
        both = {"nginx": self.services.static(service.links, tls=False), service.name: up}
        rounds: dict[str, list[list[float]]] = {name: [] for name in both}
        everybody, rates = self.crowds.visitors(service, CROWD), []
        for _ in range(self.rounds):
            rates.append(ask(everybody, both["nginx"], CROWD, 1)[0].rate * self.share / 2)
            for name, one in both.items():
                with up.ours.exporting() if exporting else contextlib.nullcontext():
                    rounds[name].append(milliseconds(self.paced.ask(one.goal, rates[-1], self.seconds)))
        return [self._pace(name, exporting, statistics.median(rates), rounds[name]) for name in both]

    def _pace(self, name: str, exporting: bool, rate: float, rounds: list[list[float]]) -> Pace:
        p50, p99, p999 = (statistics.median(each) for each in zip(*rounds, strict=True))
        beside = " beside an export" if exporting else ""
        self.say(f"{name} at {rate:,.0f}/s{beside}: p99 {p99:.1f} ms")
        return Pace(name, exporting, rate, p50, p99, p999)
