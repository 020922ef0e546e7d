"""A whole YOURLS site moves in: checked first, then its links with their counters, then its click log in batches."""

from collections.abc import Iterator
from hashlib import blake2b

import msgspec

from shortener.clicks.counters import put_counters
from shortener.clicks.moving import Mover, Told, moved_up_to
from shortener.clicks.pace import without_gc
from shortener.clicks.steps import Knowledge
from shortener.interop.yourls.arrivals import Arrival, arrival_of
from shortener.interop.yourls.links import Placed, place_links
from shortener.interop.yourls.report import LEFT_OUT, Finding, Report
from shortener.interop.yourls.source import Progress, Source
from shortener.interop.yourls.survey import Survey
from shortener.interop.yourls.tables import LOG, URL, Row
from shortener.interop.yourls.visits import Home, visit_of
from shortener.links.library import Library
from shortener.links.views import DomainView
from shortener.stores import Database

NODE = "yourls"
BATCH = 20_000


class Counts(msgspec.Struct):
    """Rows of the dump by what became of them. `links_known` and `clicks_known` were in before."""

    links_new: int = 0
    links_known: int = 0
    links_left_out: int = 0
    clicks_new: int = 0
    clicks_known: int = 0
    clicks_left_out: int = 0
    counter: int = 0


class Move:
    """One site, as it was `found`, to a domain. A dry run does the same and stores nothing."""

    def __init__(self, source: Source, found: Survey, domain: DomainView, report: Report, *, dry_run: bool) -> None:
        self.counts = Counts()
        self._source, self._found = source.of(found.prefix), found
        self._domain, self._report = domain, report
        self._journal = journal_name(domain.host, found.prefix)
        self._dry_run = dry_run
        self._homes: dict[str, Home | None] = {}

    def links(self, library: Library, database: Database, progress: Progress) -> None:
        """Raises OSError, BadDump."""
        for placed in place_links(library, self._arrivals(progress), self._report, dry_run=self._dry_run):
            self._note(placed)
            if not self._dry_run:
                with database.write() as session:
                    put_counters(session, [(p.link_id, p.counter, self._found.logged[p.keyword]) for p in placed])
        self.counts.links_left_out = list(self._homes.values()).count(None)

    def log(self, database: Database, zone: str, knowledge: Knowledge, progress: Progress) -> None:
        """Goes on where a run before was stopped. Raises OSError, BadDump, SQLAlchemyError, Busy."""
        with without_gc():
            if self._dry_run:
                for _, told in self._new_visits(moved_up_to(database, self._journal), progress):
                    self.counts.clicks_new += told is not None
            else:
                self._move_log(Mover(database, zone, knowledge, self._journal, NODE), progress)

    def _move_log(self, mover: Mover, progress: Progress) -> None:
        batch: list[Told] = []
        last = mover.position
        for number, told in self._new_visits(last, progress):
            last = number
            batch += [told] if told else []
            if len(batch) == BATCH:
                self._add(mover, batch, last)
                batch = []
        if last > mover.position:
            self._add(mover, batch, last)
        mover.finish()

    def _arrivals(self, progress: Progress) -> Iterator[Arrival]:
        for _, _, row in self._source.rows(URL, progress=progress):
            arrival = arrival_of(row, self._domain.host)
            self._homes[arrival.keyword] = None
            yield arrival

    def _new_visits(self, after: int, progress: Progress) -> Iterator[tuple[int, Told | None]]:
        """The click_id of each row behind a position, and its visit, None where it is left out."""
        for _, _, row in self._source.rows(LOG, progress=progress):
            number = int(row["click_id"] or 0)
            if number <= after:
                self.counts.clicks_known += 1
            else:
                yield number, self._told(row)

    def _note(self, placed: list[Placed]) -> None:
        for one in placed:
            self._homes[one.keyword] = Home(one.link_id, one.revision_id, self._domain.id)
            self.counts.counter += one.counter
        new = sum(one.is_new for one in placed)
        self.counts.links_new += new
        self.counts.links_known += len(placed) - new

    def _told(self, row: Row) -> Told | None:
        told = visit_of(row, self._homes)
        if isinstance(told, Told):
            return told
        self.counts.clicks_left_out += 1
        finding = Finding("click", LEFT_OUT, row["shorturl"] or "", f"{told}.", number=int(row["click_id"] or 0))
        self._report(finding, told)
        return None

    def _add(self, mover: Mover, batch: list[Told], last: int) -> None:
        set_aside = mover.add(batch, last)
        self.counts.clicks_new += len(batch) - set_aside


def journal_name(host: str, prefix: str) -> str:
    """Of a site's log, the same in every dump of it; the names themselves can be too long for a journal's."""
    digest = blake2b(f"{host} {prefix}".encode(), digest_size=8).hexdigest()
    return f"{NODE}.{digest}"
