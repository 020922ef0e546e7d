"""How fast the list of links answers: `python -m bench.searching --links 1000000`, on SQLite or `--url` of a database.

It asks for pages of the admin's list with searches that match few links, many, nearly all or none, and with filters,
by age and by clicks, and says the median of each in milliseconds, its rows and its total. It only reads.
"""

import argparse
import contextlib
import statistics
import sys
import time
from collections.abc import Sequence
from itertools import product

from bench.links import database_file
from bench.processes import Failed
from bench.shape import HOST
from shortener.reports.linkquery import LinkQuery
from shortener.reports.walk import Stretch, walk
from shortener.stores import Database, StoreError, open_database

SEARCHES = ("https", "boat-race", "boat-race 77", "dodgeball-77777", "nowhere-at-all", "go", "q7", f"{HOST}/p/en/astro")
SORTS = ("created", "clicks")
LIMIT_MS = 100.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=1_000_000, help="in a database that is made once and kept")
    parser.add_argument("--url", help="of a database with links, instead")
    parser.add_argument("--search", action="append", help="what to search for, once or more; usually what bench knows")
    parser.add_argument("--domain", default=HOST, help="whose links to list; usually the one that bench has")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--check", action="store_true", help=f"exit status 1 when a page takes over {LIMIT_MS:g} ms")
    asked = parser.parse_args(arguments)
    if asked.links < 1 or asked.rounds < 1:
        parser.error("--links and --rounds are 1 at least")
    try:
        url = asked.url or f"sqlite:///{database_file(asked.links, _say)}"
        with contextlib.closing(open_database(url)) as database:
            slowest = _measure(database, asked.search or SEARCHES, asked.domain, asked.rounds)
    except (Failed, StoreError) as error:
        _say(str(error))
        return 1
    return int(asked.check and slowest > LIMIT_MS)


def _measure(database: Database, searches: Sequence[str], domain: str, rounds: int) -> float:
    """Prints a line for each question; the slowest median in milliseconds."""
    queries = [LinkQuery(search=words, sort=sort) for words, sort in product(("", *searches), SORTS)]
    queries += [LinkQuery(domain=domain, sort=sort) for sort in SORTS]
    medians = [_line(database, query, rounds) for query in queries]
    return max(medians)


def _line(database: Database, query: LinkQuery, rounds: int) -> float:
    taken = list[float]()
    for _ in range(rounds):
        began = time.perf_counter()
        page = _page(database, query)
        taken.append(1000 * (time.perf_counter() - began))
    median = statistics.median(taken)
    what = f"domain {query.domain}" if query.domain else repr(query.search)
    total = f"{page.total:,}{' and more' if page.more else ''}"
    print(f"{query.sort:8} {what:32} {median:8.1f} ms   {len(page.rows):3} of {total}")
    return median


def _page(database: Database, query: LinkQuery) -> Stretch:
    with database.read() as session:
        return walk(session, query)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
