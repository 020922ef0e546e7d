"""What every screen costs: `python -m bench.screens --links 1000000 --clicks 10000000 --keep /var/tmp/screens`.

On SQLite, in a site with that many links and clicks of `shortener demo`, each screen is asked for in turns, with all
that a browser loads for it the first time. It says bytes over the wire by kind, how many requests these are, and the
medians of the server's processor time and of the time on the clock, and holds them against the budgets. The processor's
time is what counts: others at work on the machine disturb it least, and the least of all turns (`least ms`) less still.
`--keep` names a folder where the history stays.
"""

import argparse
import functools
import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from msgspec import Struct, json
from sqlalchemy import select

from bench.lived import HERE, Say, lived_in, opened
from bench.loaded import Load, Sent, load
from bench.processes import Failed
from bench.verdicts import Verdict
from shortener.accounts import people, sessions
from shortener.clicks.tables import link_totals
from shortener.web.services import services_of
from tests.browser.screens import DOORS, SIGNED_IN, dated, without_screen

LINKS, CLICKS, DAYS, ROUNDS = 1_000_000, 10_000_000, 730, 5
BYTES, STYLES, REQUESTS, MILLISECONDS = 150_000, 30_000, 16, 100.0
COLUMNS = (("screen", 6), ("status", 19), ("page", 9), ("styles", 8), ("scripts", 9), ("pictures", 10), ("all", 9))
FIGURES = (("requests", 10), ("CPU ms", 9), ("least ms", 10), ("wall ms", 9))
ACCEPT = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip"}
# Besides those that pictures are taken of: the heaviest that a site of this size has.
HEAVY = {
    "busiest": "/admin/links/{busiest}?range=90d",
    "busiest-always": "/admin/links/{busiest}?range=all&compare=year",
    "busiest-narrowed": "/admin/links/{busiest}?range=90d&country=GB&who=humans",
    "busiest-history": "/admin/links/{busiest}/history",
    "many-found": "/admin/?q=robot&sort=clicks",
    "many-tagged": "/admin/?tag=poster&sort=clicks",
    "many-followed": "/admin/?clicks=some&sort=slug",
    "none-followed": "/admin/?clicks=none&sort=last",
    "many-to-replace": "/admin/bulk/replace?tag=poster",
    "busy-tag": "/admin/tags/change?tag=poster",
}


class Screen(Struct, frozen=True):
    """What one costs; times in milliseconds, of the page alone: medians, and the `least` of the processor's."""

    name: str
    address: str
    load: Load
    cpu: float
    wall: float
    least: float

    def verdicts(self) -> Iterator[Verdict]:
        yield from weighed(self.name, self.load)
        yield Verdict(f"{self.name}: ms of processor time", self.cpu, MILLISECONDS, most=True)


def weighed(name: str, found: Load) -> Iterator[Verdict]:
    """What the first load of a screen may be, whatever the machine."""
    figures = (
        ("bytes over the wire", found.total, BYTES),
        ("bytes of styles", found.styles, STYLES),
        ("requests", found.requests, REQUESTS),
        (" ".join(["requests to others", *found.elsewhere]), len(found.elsewhere), 0),
    )
    for what, figure, most in figures:
        yield Verdict(f"{name}: {what}", figure, most, most=True)


def measure(app: Flask, rounds: int, say: Say) -> list[Screen]:
    """Every screen, in turns; the first turn, in which everything is loaded once, doesn't count for times."""
    visitors = {True: _client(app, signed_in=True), False: _client(app, signed_in=False)}
    asked = {name: (visitors[name not in DOORS], address) for name, address in _addresses(app).items()}
    say(f"Loading {len(asked)} screens with all that belongs to them")
    loads = {name: load(functools.partial(_sent, client), address) for name, (client, address) in asked.items()}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
    for turn in range(1, rounds + 1):
        say(f"Asking for all of them, {turn} of {rounds}")
        for name, (client, address) in asked.items():
            began, spent = time.perf_counter(), time.process_time()
            _sent(client, address)
            taken[name].append((time.process_time() - spent, time.perf_counter() - began))
    return [_screen(name, address, loads[name], taken[name]) for name, (_, address) in asked.items()]


def _screen(name: str, address: str, loaded: Load, taken: list[tuple[float, float]]) -> Screen:
    """Of seconds of the processor and on the clock, a pair a turn."""
    cpu, wall = ([1000 * seconds for seconds in kind] for kind in zip(*taken, strict=True))
    return Screen(name, address, loaded, statistics.median(cpu), statistics.median(wall), min(cpu))


def _addresses(app: Flask) -> dict[str, str]:
    most = select(link_totals.c.link_id).order_by(link_totals.c.clicks.desc()).limit(1)
    with services_of(app).database.read() as session:
        busiest = session.scalar(most) or 1
    heavy = {name: address.format(busiest=busiest) for name, address in HEAVY.items()}
    return {name: dated(address) for name, address in (SIGNED_IN | DOORS).items()} | heavy


def _client(app: Flask, *, signed_in: bool) -> FlaskClient:
    client, services = app.test_client(), services_of(app)
    if signed_in:
        with services.database.write() as session:
            ada = people.find(session, "Ada Lovelace")
            if ada is None:
                raise Failed("Nobody is called Ada Lovelace here; name a folder that the bench made.")
            client.set_cookie("shortener", sessions.open(session, services.secret, ada, days=1), domain="localhost")
    return client


def _sent(client: FlaskClient, url: str) -> Sent:
    answer = client.get(url, base_url=HERE, headers=ACCEPT)
    body = answer.data
    plain = gzip.decompress(body) if answer.content_encoding == "gzip" else body
    return Sent(answer.status_code, answer.content_type, plain.decode(errors="replace"), len(body))


def verdicts(found: Sequence[Screen], unlisted: Sequence[str]) -> list[Verdict]:
    """Five of each screen, and that each route has a screen that is measured."""
    which = f" ({', '.join(unlisted)})" if unlisted else ""
    judged = Verdict(f"routes without a screen in the list{which}", len(unlisted), 0, most=True)
    return [*(verdict for screen in found for verdict in screen.verdicts()), judged]


def in_words(found: Sequence[Screen], judged: Sequence[Verdict]) -> str:
    """A line for each screen, the slowest first, then what is missed and how many budgets are met."""
    head = "".join(f"{name:>{width}}" for name, width in (*COLUMNS, *FIGURES)).lstrip()
    lines = [_line(screen) for screen in sorted(found, key=lambda screen: -screen.cpu)]
    missed = [str(verdict) for verdict in judged if not verdict.is_met]
    return "\n".join([head, *lines, *missed, f"{len(judged) - len(missed)} of {len(judged)} budgets are met."])


def _line(screen: Screen) -> str:
    sizes = screen.load.bytes
    kinds = f"{sizes['page']:9,}{sizes['styles']:8,}{sizes['scripts']:9,}{sizes['pictures']:10,}"
    all_of_it = f"{screen.load.total:9,}{screen.load.requests:10}{screen.cpu:9.1f}"
    return f"{screen.name:18}{screen.load.status:7}{kinds}{all_of_it}{screen.least:10.1f}{screen.wall:9.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=LINKS, help=f"(default: {LINKS})")
    parser.add_argument("--clicks", type=int, default=CLICKS, help=f"(default: {CLICKS})")
    parser.add_argument("--days", type=int, default=DAYS, help=f"of history (default: {DAYS})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each screen (default: {ROUNDS})")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the history stays, and is found again")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--check", action="store_true", help="exit status 1 when a budget is missed")
    asked = parser.parse_args(arguments)
    if min(asked.links, asked.clicks, asked.days, asked.rounds) < 1:
        parser.error("--links, --clicks, --days and --rounds are 1 at least")
    try:
        with tempfile.TemporaryDirectory(prefix="bench") as room:
            name = f"links-{asked.links}-clicks-{asked.clicks}-days-{asked.days}"
            app = opened(lived_in((asked.keep or Path(room)) / name, asked.links, asked.clicks, asked.days, _say))
            found = measure(app, asked.rounds, _say)
            judged = verdicts(found, without_screen(app))
            services_of(app).database.close()
    except (Failed, OSError) as error:
        _say(str(error))
        return 1
    machines = json.encode({"screens": found, "verdicts": judged}).decode() if asked.json else ""
    sys.stdout.write(f"{machines or in_words(found, judged)}\n")
    return int(asked.check and not all(verdict.is_met for verdict in judged))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
