"""A million rows of a click log move in at a good pace, in little memory."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shortener.clicks.collector import Collector
from shortener.journal.visit import encode
from shortener.journal.writer import Journal, JournalOptions
from shortener.settings import Settings
from shortener.stores import Database
from tests.visits import a_visit

ROWS, LINKS, SAMPLE = 1_000_000, 1000, 50_000
BEGUN, SECONDS = 1_704_067_200, 25  # from 2024 on, which is most of a year
MOST_KIB = 200 * 1024
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
# It tells its own memory last: what the kernel says of a child that is gone begins with the memory of who started it.
MOVE = """
import atexit, sys
from pathlib import Path
from shortener.cli import main
status = Path("/proc/self/status")
atexit.register(lambda: print(*[line for line in status.read_text().splitlines() if line.startswith("VmHWM")]))
main(sys.argv[1:])
"""

pytestmark = [pytest.mark.long, pytest.mark.stores("sqlite"), pytest.mark.timeout(1800)]


def dump() -> Iterator[str]:
    yield "-- MySQL dump 10.19\n"
    for first in range(0, ROWS, 5000):
        rows = [
            f"({n + 1},'{datetime.fromtimestamp(BEGUN + n * SECONDS, UTC):%Y-%m-%d %H:%M:%S}','k{n * n % LINKS}',"
            f"'https://www.example.org/{n % 7}','{AGENT.format(n % 50)}','192.0.{n % 250}.{n % 199}','GB')"
            for n in range(first, first + 5000)
        ]
        yield f"INSERT INTO `yourls_log` VALUES {','.join(rows)};\n"
    links = [f"('k{n}','https://example.org/{n}','T','2020-01-01 00:00:00','::1',{n})" for n in range(LINKS)]
    yield f"INSERT INTO `yourls_url` VALUES {','.join(links)};\n-- Dump completed\n"


def collecting_seconds(database: Database, settings: Settings) -> float:
    """Of one of these clicks, on the way that all clicks go."""
    journal = Journal(settings.journal_dir, "test", JournalOptions())
    bodies = [
        encode(
            a_visit(
                at=(BEGUN + n * SECONDS) * 1000,
                link_id=1 + n * n % LINKS,
                agent=AGENT.format(n % 50),
                referrer=f"https://www.example.org/{n % 7}",
                address=f"192.0.{n % 250}.{n % 199}",
            )
        )
        for n in range(SAMPLE)
    ]
    for first in range(0, SAMPLE, 1000):
        assert journal.write(bodies[first : first + 1000])
    begun = time.process_time()
    assert Collector(database, settings.journal_dir, "test", "UTC").collect_once() == SAMPLE
    journal.close()
    return (time.process_time() - begun) / SAMPLE


def told_and_spent(words: list[str], environment: Mapping[str, str]) -> tuple[str, resource.struct_rusage]:
    """What it printed, and what this one child took: the sum over all children would count other tests' as well."""
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = child.stdout.read()
        _, status, spent = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return told, spent


def test_a_million_clicks_move_in(database: Database, settings: Settings, tmp_path: Path) -> None:
    with (tmp_path / "dump.sql").open("w") as file:
        file.writelines(dump())
    names = {"SHORTENER_DATA_DIR": str(tmp_path / "own"), "SHORTENER_FETCH_TITLES": "off"}
    words = [sys.executable, "-c", MOVE, "import", "yourls", str(tmp_path / "dump.sql")]
    told, spent = told_and_spent(words, os.environ | names)
    assert f"{ROWS:,} clicks of the log new, 0 here already, 0 left out." in told
    assert 0 < int(told.rpartition("VmHWM:")[2].split()[0]) < MOST_KIB
    seconds = (spent.ru_utime + spent.ru_stime) / ROWS
    assert seconds < 2 * collecting_seconds(database, settings)
