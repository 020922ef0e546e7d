"""What is measured: services, and for each the loads that are put on it."""

from dataclasses import dataclass, replace

HOT, UNIFORM, UNKNOWN = "hot", "all", "unknown"
FEW, MANY = 10_000, 1_000_000
HTACCESS_LINES = 1000


@dataclass(frozen=True)
class Load:
    """Visitors: how many connections, which slugs; `browser`: with all the headers that a browser sends."""

    connections: int
    spread: str = HOT
    collector: bool = True
    browser: bool = False


@dataclass(frozen=True)
class Service:
    """What answers: app, flask, htaccess or nginx; `tls`: over HTTPS, with a new connection for each request."""

    server: str
    loads: tuple[Load, ...]
    sync: str = ""
    redis: bool = False
    workers: int = 2
    links: int = FEW
    tls: bool = False

    @property
    def is_ours(self) -> bool:
        return self.server in {"app", "flask"}

    def name(self) -> str:
        """As a row of the table begins."""
        parts = [self.server, self.sync, "Redis" if self.redis else "", "HTTPS" if self.tls else ""]
        return " ".join(part for part in parts if part)


def quick() -> list[Service]:
    """The main ratios."""
    both = tuple(Load(connections, collector=collector) for collector in (False, True) for connections in (128, 32))
    return [
        Service("app", both, sync="full"),
        Service("app", both[::2], sync="normal"),
        Service("flask", (Load(128),), sync="full"),
        Service("htaccess", (Load(128, collector=False),), links=HTACCESS_LINES),
        Service("app", (Load(128),), sync="full", tls=True),
        Service("app", (Load(128),), sync="normal", tls=True),
    ]


def full() -> list[Service]:
    """The whole table; unknown slugs come last on each service, so that the others can be counted before."""
    services = [
        Service("app", _loads(links), sync=sync, redis=redis, workers=workers, links=links)
        for links in (FEW, MANY)
        for sync in ("full", "normal")
        for redis in (False, True)
        for workers in (2, 1)
    ]
    plain = Load(128), Load(32)
    others = [
        Service("flask", plain, sync="full"),
        Service("flask", plain, sync="normal"),
        Service("htaccess", tuple(replace(load, collector=False) for load in plain), links=HTACCESS_LINES),
        Service("app", plain, sync="full", tls=True),
        Service("app", plain, sync="normal", tls=True),
    ]
    return services + others


def _loads(links: int) -> tuple[Load, ...]:
    known = [Load(128), Load(32)]
    if links == FEW:
        return (*known, Load(128, collector=False), Load(128, browser=True), Load(128, UNKNOWN))
    return (*known, Load(128, UNIFORM), Load(32, UNIFORM), Load(128, UNKNOWN))
