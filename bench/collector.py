"""How fast the collector stores visits: `python -m bench.collector --rows 400000 --store postgresql`.

Fills journals of a temporary data folder through the real `Journal` with believable visits, then runs the real
collector in a process of its own and says rows/s, CPU time a row by step, and how much memory that took.
"""

import argparse
import contextlib
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import text

from shortener import schema
from shortener.clicks.audit import audit
from shortener.clicks.collector import Collector
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
GROUP = 32
FULL_SECONDS = 2.0


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
        while group := list(islice(bodies, 4 * GROUP)):
            if not journal.write(group):
                raise SystemExit(f"The journal in {journal_dir} can't be written.")
        journal.close()


def full_rate(folder: Path) -> float:
    """Visits a second that one journal in `full` takes, in groups as 32 connections make them."""
    journal = Journal(folder, "bench", JournalOptions("full"))
    bodies = list(make_crowd().visits(GROUP, seeded()))
    began, taken = time.perf_counter(), 0
    while time.perf_counter() - began < FULL_SECONDS:
        journal.write(bodies)
        taken += GROUP
    rate = taken / (time.perf_counter() - began)
    journal.close()
    return rate


def collect(url: str, journal_dir: Path) -> dict[str, Any]:
    """Runs in a process of its own, so that its memory and CPU time are the collector's alone."""
    database = open_database(url)
    collector = Collector(database, journal_dir, "bench", ZONE)
    before = resident()
    began, cpu = time.perf_counter(), time.process_time()
    rows = collector.collect_once()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    steps = {name: figure.seconds / max(rows, 1) * 1e6 for name, figure in collector.figures.steps.items()}
    database.close()
    return {
        "rows": rows,
        "seconds": seconds,
        "rows_per_second": rows / seconds,
        "cpu_us_per_row": cpu / max(rows, 1) * 1e6,
        "us_per_row_by_step": steps,
        "mib_before": before,
        "mib_peak": resident("VmHWM"),
    }


def resident(what: str = "VmRSS") -> float:
    """MiB of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{what}:"))


@contextlib.contextmanager
def store(kind: str, folder: Path) -> Iterator[str]:
    """URL of an empty database with every table."""
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(postgresql()) if kind == "postgresql" else f"sqlite:///{folder / 'shortener.db'}"
        database = open_database(url)
        schema.upgrade(database)
        database.close()
        yield url


def check(url: str, journal_dir: Path, rows: int) -> list[str]:
    """What doesn't add up; on PostgreSQL also looks whether the rows are there."""
    database = open_database(url)
    found = audit(database, journal_dir)
    with database.read() as session:
        days = session.scalar(text("SELECT sum(clicks) FROM link_totals"))
    database.close()
    stored = [] if found.stored == rows and days == found.rows else [f"{found.stored} of {rows} visits were stored."]
    return [*found.problems, *stored]


def measure(kind: str, rows: int, journals: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench") as room, store(kind, Path(room)) as url:
        journal_dir = Path(room) / "journals"
        full = full_rate(Path(room) / "full")
        fill(journal_dir, rows, journals)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            result = pool.submit(collect, url, journal_dir).result()
        problems = check(url, journal_dir, rows)
    return {"store": kind, **result, "full_journal_per_second": full, "problems": problems}


def in_words(found: dict[str, Any]) -> str:
    steps = "\n".join(f"  {name:<20}{us:8.2f} µs" for name, us in found["us_per_row_by_step"].items())
    return (
        f"{found['store']}: {found['rows']:,} rows in {found['seconds']:.1f} s, "
        f"{found['rows_per_second']:,.0f} rows/s, {found['cpu_us_per_row']:.1f} µs CPU a row\n"
        f"memory: {found['mib_before']:.0f} MiB before, {found['mib_peak']:.0f} MiB at most\n"
        f"one journal in full takes {found['full_journal_per_second']:,.0f} visits/s in groups of {GROUP}: "
        f"ratio {found['rows_per_second'] / found['full_journal_per_second']:.2f}\n"
        f"time a row by step:\n{steps}\n" + "\n".join(found["problems"])
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.collector", description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000, help="visits that wait (default: 400000)")
    parser.add_argument("--journals", type=int, default=2, help="workers that wrote them (default: 2)")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args()
    found = measure(options.store, options.rows, options.journals)
    sys.stdout.write((json.dumps(found) if options.json else in_words(found)) + "\n")
    return 1 if found["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
