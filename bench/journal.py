"""What a commit costs: `python -m bench.journal`. The journal's append-only file beside an SQLite journal (WAL).

Both take turns on the same disk, so that what else goes on there hits both. Groups are the visits that share a commit.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import msgspec

from shortener.journal.visit import encode
from shortener.journal.writer import Journal, JournalOptions
from tests.visits import a_visit

SYNCS = ("full", "normal")
GROUPS = (1, 8, 32, 128)
TURN_SECONDS = 0.05
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
BODY = encode(a_visit(agent=AGENT, referrer="https://www.example.org/an/article?from=here"))
Write = Callable[[Sequence[bytes]], object]


class Cost(msgspec.Struct, frozen=True):
    """Times in microseconds."""

    journal: str
    sync: str
    group: int
    commits: int
    mean: float
    p50: float
    p99: float
    rows_per_second: float
    cpu_per_row: float


@dataclass
class Contender:
    """A journal that is measured in turns, and what its commits took (seconds)."""

    name: str
    write: Write
    taken: list[float] = field(default_factory=list)
    cpu: float = 0

    def take_turn(self, bodies: Sequence[bytes]) -> None:
        cpu, until = time.process_time(), time.perf_counter() + TURN_SECONDS
        while (began := time.perf_counter()) < until:
            self.write(bodies)
            self.taken.append(time.perf_counter() - began)
        self.cpu += time.process_time() - cpu

    def cost(self, sync: str, group: int) -> Cost:
        times = sorted(self.taken)
        seconds, rows = sum(times), len(times) * group
        return Cost(
            self.name,
            sync,
            group,
            commits=len(times),
            mean=seconds / len(times) * 1e6,
            p50=statistics.median(times) * 1e6,
            p99=times[len(times) * 99 // 100] * 1e6,
            rows_per_second=rows / seconds,
            cpu_per_row=self.cpu / rows * 1e6,
        )


class SqliteJournal:
    """What the append-only file is compared with: one table, a transaction a group."""

    def __init__(self, path: Path, sync: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(f"PRAGMA synchronous={sync}")
        self._db.execute("PRAGMA wal_autocheckpoint=4000")
        self._db.execute("CREATE TABLE visits (position INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        self._position = 0

    def write(self, bodies: Sequence[bytes]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO visits VALUES (?, ?)", enumerate(bodies, self._position + 1))
        self._db.execute("COMMIT")
        self._position += len(bodies)

    def close(self) -> None:
        self._db.close()


def measure(folder: Path, sync: str, group: int, seconds: float) -> list[Cost]:
    """Both journals, so many seconds each."""
    with tempfile.TemporaryDirectory(prefix="journals", dir=folder) as room:
        ours = Journal(Path(room) / "ours", "bench", JournalOptions(sync))
        theirs = SqliteJournal(Path(room) / "journal.db", sync)
        contenders = (Contender("append-only", ours.write), Contender("SQLite", theirs.write))
        for _ in range(max(1, round(seconds / TURN_SECONDS))):
            for contender in contenders:
                contender.take_turn([BODY] * group)
        ours.close()
        theirs.close()
        return [contender.cost(sync, group) for contender in contenders]


def in_words(costs: Sequence[Cost]) -> str:
    shape = "{:<12}{:<8}{:>5}{:>11}{:>9}{:>9}{:>12}{:>12}".format
    lines = [shape("journal", "sync", "group", "µs/commit", "p50", "p99", "rows/s", "CPU µs/row")]
    for cost in costs:
        times = (f"{value:.1f}" for value in (cost.mean, cost.p50, cost.p99))
        lines.append(
            shape(
                cost.journal, cost.sync, cost.group, *times, f"{cost.rows_per_second:,.0f}", f"{cost.cpu_per_row:.2f}"
            )
        )
    return "\n".join(lines)


@click.command()
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    default=tempfile.gettempdir,
    show_default="the temporary folder",
    help="On the disk that is measured.",
)
@click.option("--seconds", type=click.FloatRange(0.05, 60), default=1.0, show_default=True, help="Of each figure.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def main(*, folder: Path, seconds: float, as_json: bool) -> None:
    """Measure what committing groups of 1, 8, 32 and 128 visits costs, in full and normal, beside SQLite."""
    costs = [cost for sync in SYNCS for group in GROUPS for cost in measure(folder, sync, group, seconds)]
    click.echo(msgspec.json.format(msgspec.json.encode(costs)).decode() if as_json else in_words(costs))


if __name__ == "__main__":
    sys.exit(main())
