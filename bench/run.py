"""Measures the rows of one service: it and nginx in turn, answers checked, and clicks counted at the end."""

import contextlib
import statistics
from dataclasses import dataclass, field, replace

from msgspec import Struct

from bench.figures import per_request, ratio
from bench.load import Seen
from bench.machine import memory, niceness
from bench.processes import Failed
from bench.rows import FEW, UNKNOWN, Load, Service
from bench.service import Say, Services, Up
from bench.site import Site
from bench.visitors import Crowds, Visitors

MOST_WARMING = 20  # seconds
OFTEN = 5  # how often each hot link is asked for, on an average: less than one of a hundred is left out


class Row(Struct, frozen=True):
    """One line of the table: medians of the rounds; times in milliseconds, CPU in microseconds a request.

    `ratio` and `p99_ratio` are to nginx's static map, asked in the same way in turn; `nginx` is its rate.
    `cpu` is by what the processes do, `memory` MB of each worker, `nice` the collector's, None where none ran.
    """

    service: Service
    load: Load
    rate: float
    ratio: float
    nginx: float
    p50: float
    p99: float
    p999: float
    p99_ratio: float
    cpu: dict[str, float]
    memory: list[float]
    nice: int | None


class Clicks(Struct, frozen=True):
    """What became of one service's clicks: redirects that visitors got, and the audit's sums."""

    service: str
    answered: int
    received: int
    stored: int
    waiting: int
    lost: int


@dataclass
class Rounds:
    """What was seen in one row: of the service, of nginx beside it, and the CPU time used meanwhile."""

    found: list[Seen] = field(default_factory=list)
    others: list[Seen] = field(default_factory=list)
    cpu: list[dict[str, float]] = field(default_factory=list)

    def row(self, service: Service, load: Load, site: Site | None) -> Row:
        """Taken while the processes still run."""
        found, others = self.found, self.others
        return Row(
            service=service,
            load=load,
            rate=statistics.median(seen.rate for seen in found),
            ratio=ratio([seen.rate for seen in found], [seen.rate for seen in others]),
            nginx=statistics.median(seen.rate for seen in others),
            p50=statistics.median(seen.p50 for seen in found),
            p99=statistics.median(seen.p99 for seen in found),
            p999=statistics.median(seen.p999 for seen in found),
            p99_ratio=ratio([seen.p99 for seen in found], [seen.p99 for seen in others]),
            cpu={name: statistics.median(one[name] for one in self.cpu) for name in self.cpu[0]},
            memory=[memory(pid) for pid in site.workers()] if site else [],
            nice=niceness(site.collector.pid) if site and site.collector else None,
        )


@dataclass
class Bench:
    """One run: `rounds` times `seconds` for each row, and the same for nginx beside it."""

    services: Services
    crowds: Crowds
    rounds: int
    seconds: int
    say: Say

    def measure(self, service: Service, loads: tuple[Load, ...]) -> tuple[list[Row], list[Clicks]]:
        """All rows of one service. Raises Failed for a wrong answer or a missing click."""
        rows, clicks, answered = [], [], 0
        with self.services.started(service) as up:
            answered += warm(self.crowds, service, loads[0], up)
            for load in loads:
                if load.spread == UNKNOWN and up.site:
                    clicks.append(self._audit(service, loads, up.site, answered))
                row, redirects = self._row(service, load, up)
                rows.append(row)
                answered += redirects
            if up.site and loads[-1].spread == UNKNOWN:
                up.site.audit()
            elif up.site:
                clicks.append(self._audit(service, loads, up.site, answered))
        return rows, clicks

    def _row(self, service: Service, load: Load, up: Up) -> tuple[Row, int]:
        """One row, and how many redirects visitors got meanwhile."""
        collecting = up.site.collecting() if up.site and load.collector else contextlib.nullcontext()
        visitors = self.crowds.visitors(service, load)
        beside = self.services.static(service.links, tls=service.tls)
        with collecting:
            _, redirects = ask(visitors, up, load, 1)
            rounds = Rounds()
            for _ in range(self.rounds):
                rounds.others.append(ask(visitors, beside, load, self.seconds)[0])
                before = up.cpu()
                seen, asked = ask(visitors, up, load, self.seconds)
                after = up.cpu()
                rounds.found.append(seen)
                rounds.cpu.append({name: per_request(after[name] - before[name], seen.requests) for name in before})
                redirects += asked
            row = rounds.row(service, load, up.site)
        how = f"{load.spread} slugs, {load.connections} connections"
        self.say(f"{service.name}, {how}: {row.rate:,.0f}/s, {row.ratio:.3f} of nginx")
        return row, redirects

    def _audit(self, service: Service, loads: tuple[Load, ...], site: Site, answered: int) -> Clicks:
        """Every redirect that a visitor got is a click; beyond them only what was on its way when wrk ended."""
        sums = site.audit()
        spare = sum(load.connections * (self.rounds + 1) for load in loads) + loads[0].connections * MOST_WARMING
        if not answered <= sums["received"] <= answered + spare:
            raise Failed(f"{answered} redirects were answered, but {sums['received']} clicks were received.")
        counts = {name: sums[name] for name in ("received", "stored", "waiting", "lost")}
        return Clicks(service=service.name, answered=answered, **counts)


def ask(visitors: Visitors, up: Up, load: Load, seconds: int) -> tuple[Seen, int]:
    """Loads a service once. Raises Failed when HTTPS connections were used more than once."""
    before = up.accepted() if up.accepted else 0
    seen, redirects = visitors.ask(up.goal, load.connections, seconds)
    if up.accepted and up.goal.tls and (accepted := up.accepted() - before) < seen.requests:
        raise Failed(f"{seen.requests} requests came over {accepted} connections only.")
    return seen, redirects


def warm(crowds: Crowds, service: Service, load: Load, up: Up) -> int:
    """Fills the caches of each worker; how many redirects that took. Over HTTPS, connections are kept for that."""
    visitors = crowds.visitors(replace(service, tls=False), load)
    enough = OFTEN * FEW * service.workers if service.remembers else 1
    requests = redirects = 0
    for _ in range(MOST_WARMING):
        seen, asked = visitors.ask(up.goal, load.connections, 1)
        requests, redirects = requests + seen.requests, redirects + asked
        if requests >= enough:
            break
    return redirects
