"""Visits as workers journal them, and what the collector made of them."""

import marshal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table, select

from shortener.clicks.collector import Collector
from shortener.journal.files import read_rows, start_of
from shortener.journal.tally import LAYOUT, MAGIC, read_tally
from shortener.journal.visit import Visit, encode
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.visits import a_visit

ZONE = "Europe/Berlin"
NOON = 1_781_780_400_000  # 2026-06-18, 13:00 in Berlin
HOUR, DAY = 3_600_000, 86_400_000
PLAIN = a_visit(at=NOON, address="2001:db8:1:2::3", referrer="https://example.org/page", language="de")
KILLED_WORKER = """
import marshal, os, signal, sys
from pathlib import Path
from shortener.journal.writer import Journal, JournalOptions
journal = Journal(Path(sys.argv[1]), "test", JournalOptions(rows=int(sys.argv[2])))
for body in marshal.load(sys.stdin.buffer):
    assert journal.write([body])
journal.count_miss()
os.kill(os.getpid(), signal.SIGKILL)
"""


def visit(**changes: Any) -> Visit:
    """A plain click with some things changed."""
    return msgspec.structs.replace(PLAIN, **changes)


def miss(**changes: Any) -> Visit:
    """A request for a slug that nobody made."""
    return visit(**{"link_id": 0, "revision_id": 0, "outcome": "unknown", "status": 404, "slug": "nobody"} | changes)


def numbered(count: int, first: int = 0) -> list[bytes]:
    """Clicks that can be told apart: each is one millisecond after the one before."""
    return [encode(visit(at=NOON + number)) for number in range(first, first + count)]


def write(journal: Journal, *visits: Visit) -> None:
    assert journal.write([encode(one) for one in visits])


def put_tally(folder: Path, **changes: int) -> None:
    """Changes a worker's tally as the worker does."""
    tally = msgspec.structs.replace(read_tally(folder), **changes)
    numbers = (tally.file, tally.committed, tally.lost, tally.uncounted, tally.opened_at)
    with (folder / "tally").open("r+b") as file:
        file.write(LAYOUT.pack(MAGIC, *numbers, tally.node.encode()))


def settled() -> None:
    """Where no database is beneath what was read, nothing has to settle before it may go."""


def make_collector(database: Database, journal_dir: Path) -> Collector:
    return Collector(database, journal_dir, "test", ZONE)


def killed_worker(journal_dir: Path, visits: int, *, rows: int = 200_000) -> Path:
    """The folder of a worker that was killed after so many visits (and one uncounted miss)."""
    command = [sys.executable, "-c", KILLED_WORKER, str(journal_dir), str(rows)]
    before = set(journal_dir.glob("*.*/"))
    subprocess.run(command, check=False, timeout=60, input=marshal.dumps(numbered(visits)))
    (made,) = set(journal_dir.glob("*.*/")) - before
    return made


def journaled(folder: Path) -> list[tuple[int, bytes]]:
    """All that stands in a journal's files."""
    rows = []
    for path in sorted(folder.glob("*.visits")):
        start = start_of(path)
        rows += read_rows(path, start, 1 << 64, 1 << 64)[0] if start else []
    return rows


def rows_of(database: Database, table: Table) -> list[dict[str, Any]]:
    """All rows in the order of the primary key."""
    with database.read() as session:
        found = session.execute(select(table).order_by(*table.primary_key)).mappings()
        return [dict(row) for row in found]


def wait_until(is_so: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
