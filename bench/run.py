"""Goes through the plan: starts each service, loads it and nginx in turn, checks answers and clicks, stops it."""

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from bench import apache, nginx, site
from bench.figures import per_request, ratio
from bench.links import database_file
from bench.load import BARE, BROWSER, Seen, Visitors, send
from bench.machine import cpu_seconds, memory, niceness
from bench.processes import Failed
from bench.rows import FEW, UNIFORM, UNKNOWN, Load, Service
from bench.sampler import Sampler
from bench.shape import HOST, hot_set, shapes

Say = Callable[[str], None]


class Row(Struct, frozen=True):
    """One line of the table: medians of the rounds; times in milliseconds, CPU in microseconds a request.

    `ratio` is to nginx's static map, asked in the same way in turn. `nice` is the collector's, None where none ran.
    """

    name: str
    server: str
    sync: str
    redis: bool
    workers: int
    links: int
    tls: bool
    connections: int
    spread: str
    browser: bool
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
    backlog: int = 0


class Clicks(Struct, frozen=True):
    """What became of one service's clicks: redirects that visitors got, and the audit's sums."""

    service: str
    answered: int
    received: int
    stored: int
    waiting: int
    lost: int


@dataclass(frozen=True)
class Target:
    """What is loaded: a port of [::1], and its processes by what they do."""

    port: int
    groups: Callable[[], dict[str, list[int]]]
    tls: bool
    accepted: Callable[[], int] | None = None


@dataclass
class Bench:
    """One run in a folder of its own: `rounds` times `seconds` for each row, and the same for nginx beside it."""

    folder: Path
    rounds: int
    seconds: float
    say: Say
    warm: float = 1.0

    def __post_init__(self) -> None:
        self.rows: list[Row] = []
        self.clicks: list[Clicks] = []
        self._certificate = nginx.make_certificate(self.folder)
        self._stack = contextlib.ExitStack()
        self._statics: dict[int, nginx.Nginx] = {}
        self._count = 0

    def close(self) -> None:
        self._stack.close()

    def measure(self, service: Service) -> None:
        """All rows of one service. Raises Failed for a wrong answer or a missing click."""
        self._count += 1
        folder = self.folder / f"service-{self._count}"
        folder.mkdir(mode=0o755)
        with self._started(service, folder) as (target, ours):
            answered = 0
            for load in service.loads:
                if ours and load.spread == UNKNOWN:
                    self._audit(service, ours, answered)
                answered += self._row(service, load, target, ours)
            if ours:
                self._audit(service, ours, answered if service.loads[-1].spread != UNKNOWN else None)

    def _row(self, service: Service, load: Load, target: Target, ours: site.Site | None) -> int:
        """Measures one row; how many redirects visitors got meanwhile."""
        beside = self._static(service)
        visitors = self._visitors(service, load)
        collecting = ours.collecting() if ours and load.collector else contextlib.nullcontext()
        with collecting:
            _, total = _ask(visitors, target, load, self.warm)
            found, others, used = [], [], []
            for _ in range(self.rounds):
                others.append(_ask(visitors, beside, load, self.seconds)[0])
                before = _cpu(target)
                seen, asked = _ask(visitors, target, load, self.seconds)
                used.append({name: per_request(_cpu(target)[name] - before[name], seen.requests) for name in before})
                found.append(seen)
                total += asked
            nice = niceness(ours.collector.pid) if ours and ours.collector else None
            memories = [memory(pid) for pid in ours.workers()] if ours else []
        row = Row(
            name=service.name(),
            server=service.server,
            sync=service.sync,
            redis=service.redis,
            workers=service.workers,
            links=service.links,
            tls=service.tls,
            connections=load.connections,
            spread=load.spread,
            browser=load.browser,
            rate=statistics.median(seen.rate for seen in found),
            ratio=ratio([seen.rate for seen in found], [seen.rate for seen in others]),
            nginx=statistics.median(seen.rate for seen in others),
            p50=statistics.median(seen.p50 for seen in found),
            p99=statistics.median(seen.p99 for seen in found),
            p999=statistics.median(seen.p999 for seen in found),
            p99_ratio=ratio([seen.p99 for seen in found], [seen.p99 for seen in others]),
            cpu={name: statistics.median(one[name] for one in used) for name in used[0]},
            memory=memories,
            nice=nice,
        )
        self.rows.append(row)
        self.say(f"{row.name}, {row.connections} connections: {row.rate:,.0f}/s, {row.ratio:.3f} of nginx")
        return total

    def _audit(self, service: Service, ours: site.Site, answered: int | None) -> None:
        """Every redirect that a visitor got is a click, and there are none but those that were on their way."""
        sums = ours.audit()
        if answered is None:
            return
        spare = sum(load.connections * (self.rounds + 1) for load in service.loads)
        if not answered <= sums["received"] <= answered + spare:
            raise Failed(f"{answered} redirects were answered, but {sums['received']} clicks were received.")
        counts = {name: sums[name] for name in ("received", "stored", "waiting", "lost")}
        self.clicks.append(Clicks(service=service.name(), answered=answered, **counts))

    @contextlib.contextmanager
    def _started(self, service: Service, folder: Path) -> Iterator[tuple[Target, site.Site | None]]:
        if service.server == "htaccess":
            with apache.htaccess(folder, hot_set(service.links, service.links)) as other:
                yield Target(other.plain, lambda: {"web": other.program.pids()}, tls=False), None
            return
        database = database_file(service.links, self.say)
        with site.running(
            folder,
            database,
            workers=service.workers,
            sync=service.sync,
            redis=service.redis,
            flask=service.server == "flask",
            tls=service.tls,
        ) as ours:
            if not service.tls:
                yield Target(ours.port, ours.groups, tls=False), ours
                return
            with nginx.front(folder / "front", ours.bind, self._certificate) as front:
                groups = lambda: ours.groups() | {"front": front.program.pids()}  # noqa: E731
                yield Target(front.tls, groups, tls=True, accepted=front.accepted), ours

    def _static(self, service: Service) -> Target:
        """nginx with the same links in its map; it stays up for the whole run."""
        if service.links not in self._statics:
            folder = self.folder / f"static-{service.links}"
            entered = nginx.static(folder, shapes(service.links), service.links, self._certificate)
            self._statics[service.links] = self._stack.enter_context(entered)
        found = self._statics[service.links]
        groups = lambda: {"web": found.program.pids()}  # noqa: E731
        return Target(found.tls if service.tls else found.plain, groups, service.tls, found.accepted)

    def _visitors(self, service: Service, load: Load) -> Visitors:
        everything = load.spread == UNIFORM
        links = list(shapes(service.links)) if everything else hot_set(service.links, FEW)
        headers = BROWSER if load.browser else BARE
        return Visitors(self.folder, links, headers, unknown=load.spread == UNKNOWN, close=service.tls)


def _cpu(target: Target) -> dict[str, float]:
    return {name: cpu_seconds(pids) for name, pids in target.groups().items()}


def _ask(visitors: Visitors, target: Target, load: Load, seconds: float) -> tuple[Seen, int]:
    """One run of wrk, watched; what it saw, and how many redirects there were in all."""
    before = target.accepted() if target.accepted else 0
    scheme = "https" if target.tls else "http"
    sending = send(visitors, f"{scheme}://{HOST}:{target.port}", connections=load.connections, seconds=seconds)
    sampler = Sampler(visitors, target.port, tls=target.tls)
    sampler.watch(sending.goes_on)
    seen = sending.seen()
    check(seen, visitors)
    if target.accepted and visitors.close and target.accepted() - before < seen.requests:
        raise Failed(f"{seen.requests} requests came over {target.accepted() - before} connections only.")
    return seen, sampler.asked + (0 if visitors.unknown else seen.requests)


def check(seen: Seen, visitors: Visitors) -> None:
    """Raises Failed for any answer that should not be, or none at all."""
    wanted = seen.requests if visitors.unknown else 0
    if seen.statuses != wanted:
        raise Failed(f"{seen.statuses} of {seen.requests} answers were errors, {wanted} should be.")
    if seen.refused or seen.broken or seen.late or not seen.requests:
        problems = f"{seen.refused} refused, {seen.broken} broken, {seen.late} late"
        raise Failed(f"{seen.requests} answers; connections: {problems}.")


def minutes(since: float) -> str:
    return f"{(time.monotonic() - since) / 60:.1f} min"
