"""How answers about clicks are shown to people: facts, then a table for each series and breakdown."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import click

from shortener.cli.output import say_facts, say_table
from shortener.reports.basis import CLICKS

MOST_SLICES = 20
Told = dict[str, Any]


def say_report(found: Told) -> None:
    """Where an earlier period stands beside, each table has a column for it."""
    say_facts(_facts(found))
    if found["series"]:
        click.echo()
        _say_series(found)
    for name, slices in found["breakdowns"].items():
        click.echo()
        _say_slices(name, slices[:MOST_SLICES], found["compared"])


def say_sides(found: Told) -> None:
    """A column for each side."""
    sides = found["sides"]
    names = [side["name"] for side in sides]
    click.echo(f"{sides[0]['since']} to {sides[0]['until']}")
    say_table(("", *names), [(what, *(f"{count(side):,}" for side in sides)) for what, count in _counts(sides)])
    if sides[0]["series"]:
        click.echo()
        buckets = zip(*(side["series"] for side in sides), strict=True)
        say_table(("from", *names), [(of[0]["start"], *(bucket["clicks"] for bucket in of)) for of in buckets])


def _counts(sides: list[Told]) -> Iterator[tuple[str, Any]]:
    yield "clicks", lambda side: side["clicks"]
    for name in sorted({name for side in sides for name in side["by_class"]}):
        yield f"  {name}", lambda side, name=name: side["by_class"].get(name, 0)
    if sides[0]["compared"] is not None:
        yield "compared", lambda side: side["compared"]["clicks"]


def _say_series(found: Told) -> None:
    if found["compared"] is None:
        say_table(("from", "clicks"), [(bucket["start"], bucket["clicks"]) for bucket in found["series"]])
        return
    pairs = zip_longest(found["series"], found["compared"]["series"], fillvalue={"start": None, "clicks": None})
    rows = [(now["start"], now["clicks"], then["start"], then["clicks"]) for now, then in pairs]
    say_table(("from", "clicks", "compared with", "clicks"), rows)


def _say_slices(name: str, slices: list[Told], compared: Told | None) -> None:
    rows = [(one["value"] or "unknown", one["clicks"]) for one in slices]
    if compared is None:
        say_table((name, "clicks"), rows)
        return
    then = {one["value"]: one["clicks"] for one in compared["breakdowns"][name]}
    beside = (then.get(one["value"], 0) for one in slices)
    say_table((name, "clicks", "compared"), [(*row, count) for row, count in zip(rows, beside, strict=True)])


def _facts(found: Told) -> Iterator[tuple[str, str]]:
    yield from _time(found)
    yield "clicks", f"{found['clicks']:,}"
    for name, number in sorted(found["by_class"].items(), key=lambda pair: -pair[1]):
        yield f"  {name}", f"{number:,}"
    if found["clicks_before"] is not None:
        yield "before", f"{found['clicks_before']:,}"
    if found["visitors"]:
        yield "visitors", f"{sum(one['visitors'] for one in found['visitors']):,} (counted anew each day)"
    yield from _source(found)
    if found["compared"] is not None:
        yield "compared with", f"{found['compared']['since']} to {found['compared']['until']}"
        yield "  clicks", _beside(found["clicks"], found["compared"]["clicks"])


def say_basis(found: Told) -> None:
    """Of what time an answer is, and an empty line."""
    say_facts([*_time(found), *_source(found)])
    click.echo()


def _time(found: Told) -> Iterator[tuple[str, str]]:
    yield "from", found["since"]
    yield "to", found["until"]


def _source(found: Told) -> Iterator[tuple[str, str]]:
    if found["source"] == CLICKS:
        kept_from = found["clicks_kept_from"]
        yield "looked at", "the clicks themselves" + (f", kept from {kept_from} on" if kept_from else "")


def _beside(now: int, then: int) -> str:
    """4,321 (+12.3 % since)"""
    return f"{then:,} ({100 * (now - then) / then:+.1f} % since)" if then else "0"
