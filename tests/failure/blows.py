"""What may befall a running site: each kind of blow, what it takes away, and how it is over."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from tests.failure.clocks import FakeClock
from tests.live import Site, eventually
from tests.servers import PostgreSQL, Redis, Server

DATABASE, REDIS, WORKERS = "database", "Redis", "workers"
HOUR = 3600


@dataclass(frozen=True)
class Blow:
    """`strike` begins it and `heal` ends it. `takes`: what answers nobody meanwhile, or for `workers` loses answers.

    It lasts at least until `visitors` were redirected in it: one that meets nobody, for workers were starting, is none.
    """

    name: str
    strike: Callable[[], object]
    heal: Callable[[], object] = lambda: None
    takes: str = ""
    visitors: int = 0


@dataclass(frozen=True)
class Struck:
    """A blow and when it lasted: seconds of the monotonic clock."""

    name: str
    takes: str
    began: float
    ended: float

    def met(self, began: float, ended: float) -> bool:
        """Whether it lasted at some moment between these."""
        return self.began <= ended and began <= self.ended


def deal(blow: Blow, seconds: float, redirected: Callable[[], int] = int) -> Struck:
    """Strikes, waits, heals. `redirected` tells how many visitors were so far."""
    began = time.monotonic()
    try:
        blow.strike()
        before = redirected()
        time.sleep(seconds)
        eventually(lambda: redirected() - before >= blow.visitors)
    finally:
        blow.heal()
    return Struck(blow.name, blow.takes, began, time.monotonic())


def blows_to_processes(site: Site) -> list[Blow]:
    return [
        Blow("kill a worker", lambda: kill(random.sample(site.workers(), 1)), takes=WORKERS),
        Blow("kill all workers", lambda: kill(site.workers()), takes=WORKERS),
        Blow("kill the collector", lambda: kill(site.collectors())),
        Blow("reload", lambda: reload(site)),
    ]


def blow_to_clock(clock: FakeClock) -> Blow:
    """It goes an hour back, and forth again."""
    return Blow("clock set back", lambda: clock.set_back(HOUR), lambda: clock.set_back(0), visitors=20)


def blows_to_servers(database: PostgreSQL, redis: Redis) -> list[Blow]:
    return [
        *_blows_to(database, DATABASE),
        *_blows_to(redis, REDIS),
        _freeze_all(database, redis),
        Blow("flush Redis", redis.flush),
        Blow("replace Redis by an empty one", redis.replace_by_empty, takes=REDIS),
    ]


def kill(pids: Collection[int]) -> None:
    """kill -9."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def reload(site: Site) -> None:
    assert site.process is not None
    site.process.send_signal(signal.SIGHUP)


def _blows_to(server: Server, takes: str) -> list[Blow]:
    return [
        Blow(f"kill {takes}", server.kill, server.start, takes),
        Blow(f"freeze {takes}", server.freeze, server.thaw, takes),
        Blow(f"restart {takes}", server.stop, server.start, takes),
    ]


def _freeze_all(*servers: Server) -> Blow:
    """Nothing but what workers remember is left to answer from."""

    def freeze() -> None:
        for server in servers:
            server.freeze()

    def thaw() -> None:
        with contextlib.ExitStack() as frozen:
            for server in servers:
                frozen.callback(server.thaw)

    return Blow("freeze database and Redis", freeze, thaw, DATABASE)
