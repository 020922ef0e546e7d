"""Collectors as processes of their own, and workers that journal all the while: what nodes do to one database."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from shortener.clicks.audit import audit
from shortener.clicks.breakdown import divide, unpack
from shortener.clicks.tables import clicks, link_days, link_quarters, link_totals, site_days, site_quarters
from shortener.journal.visit import encode
from shortener.journal.writer import Journal, JournalOptions
from shortener.stores import Database
from tests.clicks.journaling import HOUR, NOON, make_collector, rows_of, visit, wait_until

PROGRAM = """
import logging, sys, threading
from pathlib import Path
from shortener.clicks import collector
from shortener.stores import open_database
from tests.clicks.journaling import make_collector
logging.basicConfig(level=logging.WARNING, filename=sys.argv[3])
collector.ROWS, collector.IDLE_SECONDS, collector.LONGEST_PAUSE = 50, 0.01, 0.2
make_collector(open_database(sys.argv[1], patience=1), Path(sys.argv[2])).run(threading.Event())
"""
LINKS = range(1, 41)


class Node:
    """A folder of journals, a worker that writes into one, and collectors that can be killed."""

    def __init__(self, folder: Path, url: str, number: int, links: range = LINKS) -> None:
        self.journal_dir, self._url, self._number = folder / f"node-{number}", url, number
        self._links = links
        self.log = folder / f"node-{number}.log"
        self.journal_dir.mkdir()
        self.journal = Journal(self.journal_dir, f"node-{number}", JournalOptions("normal", rows=200))
        self.written = 0
        self._collectors: list[subprocess.Popen[bytes]] = []
        self._done = threading.Event()
        self._worker = threading.Thread(target=self._write)

    def start(self, *, collectors: int) -> None:
        for _ in range(collectors):
            self.collect()
        self._worker.start()

    def collect(self) -> None:
        command = [sys.executable, "-c", PROGRAM, self._url, str(self.journal_dir), str(self.log)]
        self._collectors.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))

    def kill_one(self) -> None:
        """The oldest collector."""
        victim = self._collectors.pop(0)
        assert victim.poll() is None, self.log.read_text()
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()

    def stop_writing(self) -> None:
        self._done.set()
        if self._worker.is_alive():
            self._worker.join()

    def close(self) -> None:
        self.stop_writing()
        while self._collectors:
            self.kill_one()
        self.journal.close()

    def said(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def _write(self) -> None:
        """Each visit has a moment of its own, over all nodes; what two nodes visit at once is in different hours."""
        chance = random.Random(self._number)
        while not self._done.wait(0.002):
            first = NOON + self._number * HOUR + self.written
            visits = [visit(at=first + more, link_id=chance.choice(self._links)) for more in range(7)]
            assert self.journal.write([encode(one) for one in visits])
            self.written += len(visits)


def stored(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(clicks)) or 0


def check_all(database: Database, nodes: list[Node]) -> None:
    """Once nobody writes or collects: every visit is one row, and every rollup says so."""
    for node in nodes:
        make_collector(database, node.journal_dir).collect_once()
        assert audit(database, node.journal_dir).problems == []
    written = sum(node.written for node in nodes)
    rows = rows_of(database, clicks)
    assert len({row["clicked_at"] for row in rows}) == len(rows) == written
    by_link = Counter(row["link_id"] for row in rows)
    assert {row["link_id"]: row["clicks"] for row in rows_of(database, link_totals)} == by_link
    assert sum(row["clicks"] for row in rows_of(database, link_quarters)) == written
    assert sum(row["clicks"] for row in rows_of(database, site_quarters)) == written
    assert {row["link_id"]: total(row["data"]) for row in rows_of(database, link_days)} == by_link
    assert sum(total(row["data"]) for row in rows_of(database, site_days)) == written


def total(data: bytes) -> int:
    return sum(sum(classes.values()) for classes in divide(unpack(data), "status").values())


def wait_for_more(database: Database, rows: int) -> None:
    goal = stored(database) + rows
    wait_until(lambda: stored(database) >= goal, seconds=60)
