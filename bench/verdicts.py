"""Holds the figures against the bars that the product must clear: ratios within one run, never absolute figures."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from msgspec import Struct

from bench.half import FSYNC, Pace
from bench.rows import FLASK, FULL, HTACCESS, MANY, NORMAL, UNIFORM, Load, Service
from bench.run import Row

MOST_MEMORY = 300.0  # MB that a worker may have while a million links are asked for
FACTOR = 4  # times nginx' p99, plus one fsync's


class Verdict(Struct, frozen=True):
    """`figure` must be at least `bar` or, with `most`, at most."""

    what: str
    figure: float
    bar: float
    most: bool = False

    @property
    def is_met(self) -> bool:
        return self.figure <= self.bar if self.most else self.figure >= self.bar

    def __str__(self) -> str:
        wanted = f"{'at most' if self.most else 'at least'} {self.bar:.3g}"
        return f"{'met   ' if self.is_met else 'MISSED'}  {self.what}: {self.figure:.3g}, {wanted} is wanted"


def verdicts(rows: Sequence[Row], paces: Sequence[Pace]) -> list[Verdict]:
    """One for each bar that these figures can say something about."""
    by_load = {(row.service, row.load): row for row in rows}
    return [*_ratios(by_load), *_many_links(by_load), *_waiting(paces)]


Rows = dict[tuple[Service, Load], Row]


def _ratios(rows: Rows) -> Iterator[Verdict]:
    """Rates over nginx', and over others' by way of nginx' beside each."""
    crowd, few = Load(128), Load(32)
    https = replace(FULL, tls=True), crowd
    htaccess = HTACCESS, Load(128, collector=False)
    over_nginx = (
        ("normal, 128 connections, over nginx map", (NORMAL, crowd), 0.33),
        ("full, 128 connections, over nginx map", (FULL, crowd), 0.22),
        ("full, 32 connections, over nginx map", (FULL, few), 0.11),
        ("full, new HTTPS connections, over nginx map", https, 0.70),
    )
    over_others = (
        ("full over the Flask view", (FULL, crowd), (FLASK, crowd), 6.0),
        ("normal over .htaccess", (NORMAL, crowd), htaccess, 4.0),
        ("full over .htaccess", (FULL, crowd), htaccess, 3.5),
    )
    for what, one, bar in over_nginx:
        if one in rows:
            yield Verdict(what, rows[one].ratio, bar)
    for what, one, other, bar in over_others:
        if one in rows and other in rows:
            yield Verdict(what, rows[one].ratio / rows[other].ratio, bar)


def _many_links(rows: Rows) -> Iterator[Verdict]:
    """What a redirect costs the web workers, and how large they grow."""
    for service in (FULL, NORMAL):
        few, many = rows.get((service, Load(128))), rows.get((replace(service, links=MANY), Load(128)))
        if few and many:
            what = f"{service.sync}, CPU time of a redirect, {MANY:,} links over {service.links:,}"
            yield Verdict(what, many.cpu["web"] / few.cpu["web"], 1.2, most=True)
    everything = [row for row in rows.values() if row.load.spread == UNIFORM and row.memory]
    if everything:
        largest = max(size for row in everything for size in row.memory)
        yield Verdict(f"MB of the largest worker, all of {MANY:,} links in use", largest, MOST_MEMORY, most=True)


def _waiting(paces: Sequence[Pace]) -> Iterator[Verdict]:
    """p99 at half of capacity; each beside nginx' own and one fsync's under the same circumstances."""
    for exporting in (False, True):
        found = {pace.name: pace for pace in paces if pace.exporting == exporting}
        if len(found) == 3:
            bar = FACTOR * found["nginx"].p99 + found[FSYNC].p99
            what = "ms of p99 at half of capacity" + (" beside an export" if exporting else "")
            yield Verdict(what, found[FULL.name].p99, bar, most=True)
