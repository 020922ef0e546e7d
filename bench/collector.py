"""How fast the collector stores visits: `python -m bench.collector --rows 400000 --store postgresql`.

Fills journals of a temporary data folder through the real `Journal` with believable visits, then runs the real
collector in a process of its own and says rows/s, CPU time a row by step, how much memory that took, and how that
compares with the clicks that one worker in `full` makes when nothing else runs.
"""

import argparse
import contextlib
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct, json
from sqlalchemy import text

from bench.figures import per_request
from bench.processes import Failed
from bench.rows import ALONE, FULL
from bench.run import Bench, Row
from bench.service import Say, Services
from bench.verdicts import Verdict
from bench.visitors import Crowds
from shortener import schema
from shortener.clicks.audit import audit
from shortener.clicks.classes import UNKNOWN
from shortener.clicks.collector import Collector
from shortener.clicks.days import Calendar
from shortener.clicks.steps import Knowledge, Steps, make_steps
from shortener.clicks.steps.visitor import SaltOf
from shortener.clock import now_ms
from shortener.journal.visit import Visit, encode
from shortener.journal.writer import Journal, JournalOptions
from shortener.stores import open_database
from tests.servers import postgresql

SEED = 20260921
ZONE = "Europe/London"
LINKS, AGENTS, REFERRERS, MISSES_IN_HUNDRED = 10_000, 3_000, 4_000, 3
LANGUAGES = (
    "en-GB,en;q=0.9",
    "en-US,en;q=0.9",
    "de-DE,de;q=0.9,en;q=0.7",
    "fr-FR,fr;q=0.8",
    "es",
    "pt-BR,pt;q=0.9",
    "",
)
GROUP = 128
ROWS = 400_000
BARS = {"sqlite": 1.0, "postgresql": 0.7}
WITH_STEPS = 0.6
CONSTANT = 1.2  # of the memory that ROWS take, however many wait
BARE = ("sanity", "request", "network", "referrer", "language")
ONE_WORKER = replace(FULL, workers=1)
ROUNDS, SECONDS = 3, 2


class Stored(Struct, frozen=True):
    """How a collector stored what waited: CPU time and steps in microseconds a row, memory in MiB."""

    store: str
    bare: bool
    rows: int
    seconds: float
    rows_per_second: float
    cpu: float
    steps: dict[str, float]
    before: float
    peak: float


@dataclass(frozen=True)
class Crowd:
    """Who visits: a few links and agents do most of it, and nearly everybody has an address of their own."""

    agents: list[str]
    referrers: list[str]

    def visits(self, count: int, chance: random.Random) -> Iterator[bytes]:
        """Bodies as a worker journals them, in the order of time, spread over the last three hours."""
        first, step = now_ms() - 3 * 3_600_000, 3 * 3_600_000 / max(count, 1)
        for number in range(count):
            yield encode(self._visit(int(first + number * step), chance))

    def _visit(self, at: int, chance: random.Random) -> Visit:
        link = few_of_many(LINKS, chance)
        is_miss = chance.random() * 100 < MISSES_IN_HUNDRED
        return Visit(
            at=at,
            domain_id=1,
            slug=f"no-such-{link}" if is_miss else f"link-{link}",
            link_id=0 if is_miss else link,
            revision_id=0 if is_miss else link,
            exact=chance.random() < 0.95,
            outcome="unknown" if is_miss else "go",
            status=404 if is_miss else 302,
            method="HEAD" if chance.random() < 0.02 else "GET",
            address=address(chance),
            via="proxied",
            agent=self.agents[few_of_many(AGENTS, chance) - 1],
            referrer=self.referrers[few_of_many(REFERRERS, chance) - 1] if chance.random() < 0.6 else "",
            language=chance.choice(LANGUAGES),
            purpose="",
            private=chance.random() < 0.1,
            query="",
        )


def few_of_many(most: int, chance: random.Random) -> int:
    """A number from 1 to most; the small ones come up far more often."""
    return int(most ** chance.random())


def address(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return f"2a00:{chance.randrange(1 << 12):x}:{chance.randrange(1 << 16):x}::{chance.randrange(1 << 32):x}"
    return ".".join(str(chance.randrange(1, 255)) for _ in range(4))


def make_crowd() -> Crowd:
    systems = (
        "Windows NT 10.0; Win64; x64",
        "X11; Linux x86_64",
        "Macintosh; Intel Mac OS X 14_5",
        "Linux; Android 14",
    )
    agents = [
        f"Mozilla/5.0 ({systems[n % 4]}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{100 + n % 40}.0.{n}.0 Safari"
        for n in range(AGENTS)
    ]
    return Crowd(agents, [f"https://www.site-{n % 700}.example/posts/{n}?utm_source=x" for n in range(REFERRERS)])


def seeded() -> random.Random:
    return random.Random(SEED)  # noqa: S311 (the same crowd in every run)


def fill(journal_dir: Path, rows: int, journals: int) -> None:
    """Journals of workers that are gone, one after the other in time."""
    crowd, chance = make_crowd(), seeded()
    for number in range(journals):
        journal = Journal(journal_dir, "bench", JournalOptions("normal"))
        bodies = crowd.visits(rows // journals + (number < rows % journals), chance)
        while group := list(islice(bodies, GROUP)):
            if not journal.write(group):
                raise SystemExit(f"The journal in {journal_dir} can't be written.")
        journal.close()


def collect(url: str, journal_dir: Path, store: str, bare: bool) -> Stored:
    """Runs in a process of its own, so that its memory and CPU time are the collector's alone."""
    database = open_database(url, lazy=True)
    collector = Collector(database, journal_dir, "bench", ZONE, make=bare_steps if bare else make_steps)
    before = resident()
    began, cpu = time.perf_counter(), time.process_time()
    rows = collector.collect_once()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    steps = {name: per_request(figure.seconds, rows) for name, figure in collector.figures.steps.items()}
    database.close()
    rate = rows / seconds
    return Stored(store, bare, rows, seconds, rate, per_request(cpu, rows), steps, before, resident("VmHWM"))


def bare_steps(knowledge: Knowledge, calendar: Calendar, salt_of: SaltOf) -> Steps:
    """Only what a click can't be stored without."""
    kept = [(name, step) for name, step in make_steps(knowledge, calendar, salt_of) if name in BARE]
    return [*kept, ("class", class_nobody)]


def class_nobody(_visit: Visit, row: dict[str, Any]) -> None:
    row["class"] = UNKNOWN


def resident(what: str = "VmRSS") -> float:
    """MiB of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{what}:"))


@contextlib.contextmanager
def place(kind: str, folder: Path) -> Iterator[str]:
    """URL of a database without tables."""
    with contextlib.ExitStack() as stack:
        yield stack.enter_context(postgresql()) if kind == "postgresql" else f"sqlite:///{folder / 'shortener.db'}"


@contextlib.contextmanager
def store(kind: str, folder: Path) -> Iterator[str]:
    """URL of an empty database with every table."""
    with place(kind, folder) as url:
        database = open_database(url)
        schema.upgrade(database)
        database.close()
        yield url


def check(url: str, journal_dir: Path, rows: int) -> None:
    """Looks also whether the rows are there. Raises Failed when something doesn't add up."""
    database = open_database(url)
    found = audit(database, journal_dir)
    with database.read() as session:
        clicks = session.scalar(text("SELECT sum(clicks) FROM link_totals"))
    database.close()
    if found.problems or found.stored != rows or clicks != found.rows:
        raise Failed(" ".join([f"{found.stored} of {rows} visits were stored.", *found.problems]))


def measure(kind: str, rows: int, journals: int = 2, *, bare: bool = False) -> Stored:
    """Raises Failed when a visit is missing."""
    with tempfile.TemporaryDirectory(prefix="bench") as room, store(kind, Path(room)) as url:
        journal_dir = Path(room) / "journals"
        fill(journal_dir, rows, journals)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            found = pool.submit(collect, url, journal_dir, kind, bare).result()
        check(url, journal_dir, rows)
    return found


def one_worker(say: Say) -> list[Row]:
    """What a worker does with nobody else at work but the visitors."""
    with tempfile.TemporaryDirectory(prefix="bench") as room:
        services = Services(Path(room), say)
        try:
            rows, _ = Bench(services, Crowds(Path(room)), ROUNDS, SECONDS, say).measure(ONE_WORKER, (ALONE,))
        finally:
            services.close()
    return rows


def verdicts(stored: Sequence[Stored], rows: Sequence[Row]) -> list[Verdict]:
    """Of each store: without the steps that enrich a click over what one worker makes when nobody else is at work, if
    the rows know that, with them over that, and what many waiting rows take of memory over what few do."""
    made = next((row.rate for row in rows if (row.service, row.load) == (ONE_WORKER, ALONE)), None)
    found = []
    for one in stored:
        of_store = [other for other in stored if other.store == one.store]
        if one.bare and made:
            what = f"clicks stored bare in {one.store} over those that one worker in full makes"
            found.append(Verdict(what, one.rows_per_second / made, BARS[one.store]))
        bare = next((other for other in of_store if other.bare and other.rows == one.rows), None)
        if bare and not one.bare:
            what = f"clicks stored in {one.store} with every step over those stored bare"
            found.append(Verdict(what, one.rows_per_second / bare.rows_per_second, WITH_STEPS))
        few = next((other for other in of_store if other.bare == one.bare and other.rows == ROWS), None)
        if few and one.rows > ROWS:
            what = f"memory with {one.rows:,} waiting for {one.store} over that with {ROWS:,}"
            found.append(Verdict(what, one.peak / few.peak, CONSTANT, most=True))
    return found


def in_words(found: Stored) -> str:
    steps = "\n".join(f"  {name:<20}{us:8.2f} µs" for name, us in found.steps.items())
    return (
        f"{found.store}{' bare' if found.bare else ''}: {found.rows:,} rows in {found.seconds:.1f} s, "
        f"{found.rows_per_second:,.0f} rows/s, {found.cpu:.1f} µs CPU a row\n"
        f"memory: {found.before:.0f} MiB before, {found.peak:.0f} MiB at most\n"
        f"time a row by step:\n{steps}"
    )


def main() -> str | None:
    """A sentence when it failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.collector", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"visits that wait (default: {ROWS})")
    parser.add_argument("--journals", type=int, default=2, help="workers that wrote them (default: 2)")
    parser.add_argument("--store", choices=tuple(BARS), default="sqlite")
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args()
    try:
        asked = [(options.rows, True), (options.rows, False), *([(ROWS, False)] if options.rows > ROWS else [])]
        found = [measure(options.store, rows, options.journals, bare=bare) for rows, bare in asked]
        made = one_worker(lambda sentence: print(sentence, file=sys.stderr))
    except Failed as error:
        return str(error)
    judged = verdicts(found, made)
    whole = {"stored": found, "made_per_second": made[0].rate, "verdicts": judged}
    words = "\n".join([*map(in_words, found), *map(str, judged)])
    sys.stdout.write(json.encode(whole).decode() if options.json else words)
    sys.stdout.write("\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
