"""How fast reports answer, and whether they are right: `python -m bench.reports --clicks 1000000 --store sqlite`.

For each size and each store it makes years of clicks with `shortener demo` in an empty database. Once all are there it
asks each what the link page and the organisation's overview ask, in turns, and says the medians, what a click takes up
on disk, and how the largest size compares with the smallest. Every report is held against the rows, counted one by one.
`--exports` has the largest of each store written out too, as `python -m bench.exports` does.
"""

import argparse
import contextlib
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, json
from sqlalchemy import select, text

from bench.asked import OVERVIEW, PAGE, Ask, questions
from bench.collector import ZONE, place
from bench.held import differences
from bench.processes import Failed
from bench.verdicts import Verdict
from shortener.clicks.spans.background import all_steps
from shortener.clicks.tables import link_totals
from shortener.reports.periods import day_start
from shortener.reports.scope import SITE, Scope
from shortener.stores import Database, open_database

SIZES, LINKS, DAYS, ROUNDS = (1_000_000, 10_000_000), 50_000, 730, 15
STORES = ("sqlite", "postgresql")
BARS = {PAGE: 50.0, OVERVIEW: 100.0}
GROWTH = 1.3
LAST_DAY = dt.date(2026, 4, 15)  # clocks changed two weeks before
DEMO = (sys.executable, "-m", "shortener", "demo", "--json", "--until", LAST_DAY.isoformat())
EXPORTS = (sys.executable, "-m", "bench.exports", "--json")
Say = Callable[[str], None]


class Answered(Struct, frozen=True):
    """Of one history: milliseconds by question, bytes a click on disk, and seconds that making it took.

    `wrong` are sentences about reports that aren't what the rows say.
    """

    store: str
    clicks: int
    made_in: float
    bytes_per_click: float
    milliseconds: dict[str, float]
    wrong: list[str]

    def slowest(self, what: str) -> float:
        """Of all questions whose name begins so."""
        return max(time for name, time in self.milliseconds.items() if name.startswith(what))


class WrittenOut(Struct, frozen=True):
    """What `bench.exports --json` says, as far as it is wanted here."""

    verdicts: list[Verdict]


class History(NamedTuple):
    """What to make."""

    clicks: int
    links: int = LINKS
    days: int = DAYS


class Made(NamedTuple):
    """A history in its database, and how long making it took."""

    kind: str
    url: str
    clicks: int
    seconds: float


def make(stack: contextlib.ExitStack, kind: str, history: History, say: Say) -> Made:
    """In a database that is there until the stack is closed. Raises Failed when the history can't be made."""
    room = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
    url = stack.enter_context(place(kind, room))
    say(f"{kind}, {history.clicks:,} clicks: making them")
    seconds = _make(url, room, history)
    say(f"{kind}, {history.clicks:,} clicks: made in {seconds:.0f} s")
    return Made(kind, url, history.clicks, seconds)


def measure(made: Sequence[Made], rounds: int, say: Say) -> list[Answered]:
    """Histories of one store are asked in turns: what disturbs one of them disturbs the others as well."""
    with contextlib.ExitStack() as stack:
        databases = [stack.enter_context(contextlib.closing(open_database(one.url))) for one in made]
        sizes = [_settle(database) for database in databases]
        say(f"{made[0].kind}: asking")
        now = day_start(LAST_DAY + dt.timedelta(days=1), ZONE) - 1
        links = [some_links(database) for database in databases]
        times = _times([(one, questions(of, ZONE, now)) for one, of in zip(databases, links, strict=True)], rounds)
        say(f"{made[0].kind}: holding every report against the rows")
        wrong = [_wrong(database, of.values(), now) for database, of in zip(databases, links, strict=True)]
        return [
            Answered(one.kind, one.clicks, one.seconds, size / one.clicks, taken, sentences)
            for one, size, taken, sentences in zip(made, sizes, times, wrong, strict=True)
        ]


def written_out(made: Sequence[Made]) -> list[Verdict]:
    """The largest of each store; by a process that is small itself, for what it starts is said to have had as much."""
    largest = {one.kind: one.url for one in sorted(made, key=lambda one: one.clicks)}
    return [judged for url in largest.values() for judged in _written_out(url)]


def _written_out(url: str) -> list[Verdict]:
    done = subprocess.run([*EXPORTS, url], stdout=subprocess.PIPE, check=True)
    return json.decode(done.stdout, type=WrittenOut).verdicts


def _make(url: str, room: Path, history: History) -> float:
    sizes = [part for name, number in history._asdict().items() for part in (f"--{name}", str(number))]
    environ = {"SHORTENER_DATABASE_URL": url, "SHORTENER_DATA_DIR": str(room / "var"), "SHORTENER_TIMEZONE": ZONE}
    made = subprocess.run([*DEMO, *sizes], env=os.environ | environ, capture_output=True, text=True, check=False)
    if made.returncode:
        raise Failed(made.stderr.strip().splitlines()[-1])
    return float(json.decode(made.stdout)["seconds"])


def _settle(database: Database) -> int:
    """Bytes on disk, once the node's worker has added up weeks; PostgreSQL gets what its autovacuum would do too."""
    for _ in all_steps(database, day_start(LAST_DAY + dt.timedelta(days=1), ZONE) - 1):
        pass
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.dialect == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))
            size = "SELECT pg_database_size(current_database())"
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
            size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return int(connection.scalar(text(size)) or 0)


def _wrong(database: Database, links: Iterable[int], now: int) -> list[str]:
    with database.read() as session:
        scopes = (SITE, *(Scope(link_id=number) for number in links))
        return [sentence for scope in scopes for sentence in differences(session, scope, ZONE, now)]


def some_links(database: Database) -> dict[str, int]:
    """The most followed link, one that nine in ten are less followed than, and one in the middle."""
    ordered = select(link_totals.c.link_id).order_by(link_totals.c.clicks.desc(), link_totals.c.link_id)
    with database.read() as session:
        found = session.scalars(ordered).all()
    places = {"the most followed": 0, "one of the first tenth": len(found) // 10, "in the middle": len(found) // 2}
    return {which: found[place] for which, place in places.items()}


def _times(asked: Sequence[tuple[Database, dict[str, Ask]]], rounds: int) -> list[dict[str, float]]:
    """Medians of each database; the first turn, which warms it, doesn't count."""
    taken: list[dict[str, list[float]]] = [{name: [] for name in asks} for _, asks in asked]
    for turn in range(rounds + 1):
        for (database, asks), times in zip(asked, taken, strict=True):
            for name, ask in asks.items():
                began = time.perf_counter()
                with database.read() as session:
                    ask(session)
                if turn:
                    times[name].append((time.perf_counter() - began) * 1000)
    return [{name: statistics.median(each) for name, each in times.items()} for times in taken]


def verdicts(found: Sequence[Answered]) -> list[Verdict]:
    """Each store's figures at its largest size, and how they have grown since its smallest."""
    judged = []
    for kind in dict.fromkeys(one.store for one in found):
        sizes = sorted((one for one in found if one.store == kind), key=lambda one: one.clicks)
        small, large = sizes[0], sizes[-1]
        for what, bar in BARS.items():
            name = f"{what}, {kind}, {large.clicks:,} clicks"
            judged.append(Verdict(f"ms of {name}", large.slowest(what), bar, most=True))
            if small is not large:
                grown = large.slowest(what) / small.slowest(what)
                judged.append(Verdict(f"{name} over {small.clicks:,}", grown, GROWTH, most=True))
        wrong = sum(len(one.wrong) for one in sizes)
        judged.append(Verdict(f"reports that the rows contradict, {kind}", wrong, 0, most=True))
    return judged


def in_words(found: Answered) -> str:
    times = "\n".join(f"  {name:<36}{taken:9.1f} ms" for name, taken in found.milliseconds.items())
    made = f"made in {found.made_in:.0f} s ({found.made_in / found.clicks * 1e6:.0f} s a million)"
    head = f"{found.store}, {found.clicks:,} clicks: {made}, {found.bytes_per_click:.0f} bytes a click"
    return "\n".join([head, times, *found.wrong])


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def main() -> str | None:
    """A sentence when it failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__)
    parser.add_argument("--clicks", type=int, action="append", help="may be repeated (default: 1 and 10 million)")
    parser.add_argument("--links", type=int, default=LINKS, help=f"(default: {LINKS})")
    parser.add_argument("--days", type=int, default=DAYS, help=f"(default: {DAYS})")
    parser.add_argument("--store", choices=STORES, action="append", help="may be repeated (default: both)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each question (default: {ROUNDS})")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--exports", action="store_true", help="write the largest of each store out, too")
    options = parser.parse_args()
    histories = [History(clicks, options.links, options.days) for clicks in options.clicks or SIZES]
    plan = [(kind, history) for kind in options.store or STORES for history in histories]
    try:
        with contextlib.ExitStack() as stack:
            made = [make(stack, *one, _say) for one in plan]
            by_store = [[one for one in made if one.kind == kind] for kind in dict.fromkeys(one.kind for one in made)]
            found = [answered for alike in by_store for answered in measure(alike, options.rounds, _say)]
            judged = [*verdicts(found), *(written_out(made) if options.exports else ())]
    except (Failed, OSError, subprocess.CalledProcessError) as error:
        return str(error)
    words = "\n".join([*map(in_words, found), *map(str, judged)])
    sys.stdout.write(json.encode({"answered": found, "verdicts": judged}).decode() if options.json else words)
    sys.stdout.write("\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
