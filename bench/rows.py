"""What is measured: services, and for each the loads that are put on it one after the other."""

import itertools
from dataclasses import dataclass, replace

HOT, UNIFORM, UNKNOWN = "hot", "all", "unknown"
FEW, MANY = 10_000, 1_000_000
HTACCESS_LINES = 1000
SMALL_MEMORY = 1000


@dataclass(frozen=True)
class Load:
    """Visitors: how many connections, which slugs; `browser`: with all the headers that a browser sends."""

    connections: int
    spread: str = HOT
    collector: bool = True
    browser: bool = False


@dataclass(frozen=True)
class Service:
    """What answers: app, flask, htaccess or nginx; `tls`: over HTTPS, with a new connection for each request.

    `cached` is how many links a worker keeps in memory, 0 for its default.
    """

    server: str
    sync: str = ""
    redis: bool = False
    workers: int = 2
    links: int = FEW
    tls: bool = False
    cached: int = 0

    @property
    def remembers(self) -> bool:
        """Whether it answers faster what it was asked before."""
        return self.server in {"app", "flask"}

    @property
    def name(self) -> str:
        """As a row of the table begins."""
        small = f"{self.cached:,} in memory" if self.cached else ""
        parts = [self.server, self.sync, "Redis" if self.redis else "", "HTTPS" if self.tls else "", small]
        return " ".join(part for part in parts if part)


Plan = list[tuple[Service, tuple[Load, ...]]]
FULL, NORMAL, FLASK = Service("app", "full"), Service("app", "normal"), Service("flask", "full")
NGINX, HTACCESS = Service("nginx"), Service("htaccess", links=HTACCESS_LINES)
ALONE = Load(128, collector=False)  # nothing but the web workers runs


def quick() -> Plan:
    """The main ratios."""
    return [
        (NGINX, (ALONE,)),
        (FULL, (Load(128), Load(32), ALONE)),
        (NORMAL, (Load(128), ALONE)),
        (FLASK, (Load(128),)),
        (HTACCESS, (ALONE,)),
        (replace(NGINX, tls=True), (ALONE,)),
        (replace(FULL, tls=True), (Load(128),)),
    ]


def full() -> Plan:
    """The whole table; unknown slugs come last on each service, so that the other clicks are counted before."""
    every = itertools.product((FEW, MANY), ("full", "normal"), (False, True), (2, 1))
    ours = [Service("app", sync, redis, workers, links) for links, sync, redis, workers in every]
    plain = Load(128), Load(32)
    alone = ALONE, replace(ALONE, connections=32)
    others: Plan = [
        (NGINX, (*alone, replace(ALONE, browser=True))),
        (replace(NGINX, links=MANY), (ALONE, replace(ALONE, spread=UNIFORM))),
        (replace(NGINX, tls=True), alone),
        (replace(FULL, cached=SMALL_MEMORY), (Load(128),)),
        (replace(FULL, cached=SMALL_MEMORY, redis=True), (Load(128),)),
        (FLASK, plain),
        (replace(FLASK, sync="normal"), plain),
        (HTACCESS, alone),
        (replace(FULL, tls=True), plain),
        (replace(NORMAL, tls=True), plain),
    ]
    return [(service, _loads(service)) for service in ours] + others


def _loads(service: Service) -> tuple[Load, ...]:
    known, scanned = (Load(128), Load(32)), Load(128, UNKNOWN)
    if service.links == MANY:
        return (*known, Load(128, UNIFORM), Load(32, UNIFORM), scanned)
    if service == replace(FULL, workers=1):
        return (*known, ALONE, scanned)
    if service in {FULL, NORMAL}:
        return (*known, ALONE, Load(128, browser=True), scanned)
    return (*known, scanned)
