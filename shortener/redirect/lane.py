"""What both lanes share: each step of answering a request that needs no waiting, and each that does, by itself."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shortener.redirect.budget import MissBudget
from shortener.redirect.cache import Absent, Cache, Source, pick, wanted
from shortener.redirect.decide import AWAY, STRANGER, UNKNOWN, Answer, Site, decide, show_about, show_page
from shortener.redirect.hosts import Hosts
from shortener.redirect.intake import ClientOf, Request, is_click, make_visit
from shortener.redirect.journal import Journal
from shortener.redirect.record import Record
from shortener.redirect.visit import encode

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25


@dataclass(frozen=True)
class Loaded:
    """What the source said of a request's key and its repairs."""

    number: int
    slugs: list[str]
    records: Mapping[str, Record]


@dataclass(frozen=True)
class Changes:
    """What a poll found; hosts only when they may have changed."""

    complete: bool
    rows: Sequence[tuple[int, int, str]]
    hosts: Mapping[str, tuple[int, str]] | None


@dataclass
class Lane:
    """One worker's view of the links and its journal, made after the fork. Only `fetch` and `load` block."""

    site: Site
    source: Source
    client_of: ClientOf
    cache: Cache
    hosts: Hosts
    journal: Journal
    budget: MissBudget = field(default_factory=MissBudget)
    knows_hosts: bool = False

    def start(self) -> None:
        """Reads the domains and the newest change; a database that is away now is asked again by the poll."""
        try:
            self.cache.newest = self.source.newest()
            self.hosts.replace(self.source.hosts())
            self.knows_hosts = True
        except Exception:
            log.exception("The database does not answer; links are served when it does.")

    def fetch(self) -> Changes:
        """Changes since the last one known. Blocking; raises what the source raises."""
        complete, rows = self.source.changes(self.cache.newest)
        stale = not complete or not self.knows_hosts or any(domain_id == 0 for _, domain_id, _ in rows)
        newest = self.source.newest() if not complete else None
        if newest is not None:
            rows = [*rows, (newest, 0, "")]
        return Changes(complete, rows, self.source.hosts() if stale else None)

    def apply(self, changes: Changes) -> None:
        if changes.rows or not changes.complete:
            self.cache.apply(changes.complete, changes.rows)
        if changes.hosts is not None:
            self.hosts.replace(changes.hosts)
            self.knows_hosts = True

    def recall(self, request: Request) -> Record | Absent | None:
        """The link from memory."""
        return self.cache.find(request.domain_id, request.key)

    def load(self, request: Request) -> Loaded:
        """The link from the source. Blocking; raises what the source raises."""
        slugs = wanted(request.key)
        number, records = self.source.load(request.domain_id, slugs)
        return Loaded(number, slugs, records)

    def keep(self, request: Request, loaded: Loaded) -> None:
        self.cache.put(loaded.number, request.domain_id, loaded.slugs, loaded.records)

    def pick(self, request: Request, loaded: Loaded) -> Record | None:
        return pick(request.key, loaded.records)

    def answer(self, request: Request, record: Record | None) -> tuple[Answer, bytes | None]:
        """The answer, and what to journal before it is given; None for a miss that is only counted."""
        answer = decide(self.site, record, request.at, request.method, request.query)
        if not is_click(answer) and not self.budget.take():
            self.journal.count_miss()
            return answer, None
        return answer, encode(make_visit(request, record, answer))

    def about(self, record: Record) -> Answer:
        """For a slug with a plus sign behind it."""
        return show_about(self.site, record)

    def away(self, method: str) -> Answer:
        """For a key in no cache while the database is away."""
        return show_page(self.site, AWAY, method)

    def nonsense(self, method: str) -> Answer:
        """For a path that can be no link's: counted, but there is no slug to journal."""
        self.journal.count_miss()
        return show_page(self.site, UNKNOWN, method)

    def stranger(self, method: str) -> Answer:
        """For a Host that is none of ours."""
        return show_page(self.site, STRANGER, method)
