"""Starts what is measured, and says where it listens and which processes it has."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import apache, nginx
from bench.links import database_file
from bench.load import Goal
from bench.machine import cpu_seconds
from bench.processes import Failed
from bench.rows import Service
from bench.shape import hot_set, shapes
from bench.site import Site, running

Say = Callable[[str], None]
Groups = dict[str, list[int]]


@dataclass(frozen=True)
class Up:
    """A running service: its processes by what they do; `accepted` counts connections where that can be known."""

    goal: Goal
    groups: Callable[[], Groups]
    site: Site | None = None
    accepted: Callable[[], int] | None = None

    @property
    def ours(self) -> Site:
        """The site, where this application is what answers."""
        if self.site is None:
            raise Failed("This has no clicks, no collector and no export.")
        return self.site

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU time used so far, by what the processes do."""
        return {name: cpu_seconds(pids) for name, pids in self.groups().items()}


class Services:
    """Starts services in folders of their own; `close` ends the nginxes that everything is compared with."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._folder = folder
        self._say = say
        self._certificate = nginx.make_certificate(folder)
        self._stack = contextlib.ExitStack()
        self._statics: dict[int, nginx.Nginx] = {}
        self._count = 0

    def close(self) -> None:
        self._stack.close()

    @contextlib.contextmanager
    def started(self, service: Service, *, past_clicks: int = 0) -> Iterator[Up]:
        """One service for as long as this lasts."""
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir(mode=0o755)
        if service.server == "nginx":
            yield self.static(service.links, tls=service.tls)
            return
        starting = self._apache if service.server == "htaccess" else self._ours
        with starting(folder, service, past_clicks) as up:
            yield up

    def static(self, links: int, *, tls: bool) -> Up:
        """nginx with the same links in its map; it stays up for the whole run."""
        if links not in self._statics:
            folder = self._folder / f"static-{links}"
            entered = nginx.static(folder, shapes(links), links, self._certificate)
            self._statics[links] = self._stack.enter_context(entered)
        found = self._statics[links]
        goal = Goal(found.tls if tls else found.plain, tls)
        return Up(goal, lambda: {"web": found.program.pids()}, accepted=found.accepted)

    @contextlib.contextmanager
    def _apache(self, folder: Path, service: Service, _past_clicks: int) -> Iterator[Up]:
        with apache.htaccess(folder, hot_set(service.links, service.links)) as found:
            yield Up(Goal(found.plain, tls=False), lambda: {"web": found.program.pids()})

    @contextlib.contextmanager
    def _ours(self, folder: Path, service: Service, past_clicks: int) -> Iterator[Up]:
        database = database_file(service.links, self._say, past_clicks=past_clicks)
        with running(folder, database, service) as ours:
            if not service.tls:
                yield Up(Goal(ours.port, tls=False), ours.groups, ours)
                return
            with nginx.front(folder / "front", ours.bind, self._certificate) as front:
                yield Up(
                    Goal(front.tls, tls=True),
                    lambda: ours.groups() | {"front": front.program.pids()},
                    ours,
                    front.accepted,
                )
