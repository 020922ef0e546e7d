"""Who asks: which slugs, with which headers. Each crowd is written once for wrk and kept for the whole run."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.load import BARE, BROWSER, CLOSING, Goal, Seen, check, seen, write_headers, write_paths, wrk
from bench.rows import FEW, UNIFORM, UNKNOWN, Load, Service
from bench.sampler import Sampler
from bench.shape import Shape, hot_set, shapes


@dataclass(frozen=True)
class Visitors:
    """`paths` and `head` are files that wrk reads; `unknown`: they ask for slugs that nobody ever made."""

    links: Sequence[Shape]
    headers: dict[str, str]
    paths: Path
    head: Path
    unknown: bool

    def ask(self, goal: Goal, connections: int, seconds: int) -> tuple[Seen, int]:
        """One run; what wrk saw, and how many redirects there were in all. Raises Failed for a wrong answer."""
        kind = "unknown" if self.unknown else "known"
        sampler = Sampler(self.links, self.headers, goal, unknown=self.unknown)
        with wrk("visits.lua", goal, self.paths, self.head, kind, connections=connections, seconds=seconds) as run:
            sampler.watch(run.goes_on)
            found = seen(run.result())
        check(found, unknown=self.unknown)
        return found, 0 if self.unknown else sampler.asked + found.requests


class Crowds:
    """Makes visitors for a load."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def visitors(self, service: Service, load: Load) -> Visitors:
        links, paths = self._links(service.links, load.spread == UNIFORM)
        headers = (BROWSER if load.browser else BARE) | (CLOSING if service.tls else {})
        head = self._folder / f"head-{load.browser}-{service.tls}"
        write_headers(head, headers)
        return Visitors(links, headers, paths, head, load.spread == UNKNOWN)

    @functools.cache  # noqa: B019 (as long as the run)
    def _links(self, count: int, everything: bool) -> tuple[Sequence[Shape], Path]:
        links = list(shapes(count)) if everything else hot_set(count, FEW)
        paths = self._folder / f"links-{count}-{everything}"
        write_paths(paths, links)
        return links, paths
