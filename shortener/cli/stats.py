"""`shortener stats`: questions about clicks, answered from what was counted."""

from collections.abc import Iterator
from typing import Any

import click

from shortener.cli.asking import of_links, of_time, period_of, scope_of
from shortener.cli.context import opened_site
from shortener.cli.moments import shown_time
from shortener.cli.output import json_option, say_facts, say_json, say_table, spoken
from shortener.cli.rebuild import rebuild_command
from shortener.clicks.breakdown import DIMENSIONS as COUNTED
from shortener.clock import now_ms
from shortener.reports.answers import CLICKS, Question, Report, answer
from shortener.reports.heat import heat
from shortener.reports.ipv6 import ipv6_shares
from shortener.reports.live import MINUTES, live
from shortener.reports.periods import UNITS, Unit
from shortener.reports.raw import DIMENSIONS, filters_of
from shortener.reports.told import iso, told, told_link, told_live, told_share, told_tag
from shortener.reports.top import MOST, top_links, top_tags

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = tuple(f"{hour:02}" for hour in range(24))
KNOWN = tuple(dict.fromkeys((*DIMENSIONS, *COUNTED)))
MOST_SLICES = 20


@click.group("stats")
def stats_group() -> None:
    """Clicks as they were counted."""


@stats_group.command("clicks")
@of_links
@of_time
@click.option("--by", "dimensions", multiple=True, type=click.Choice(KNOWN), help="Divide by this; may be repeated.")
@click.option("--per", "unit", type=click.Choice(UNITS), help="Clicks of each quarter (of an hour) to month.")
@click.option("--where", multiple=True, metavar="NAME=VALUE", help="Only clicks such as country=GB; may be repeated.")
@json_option
def clicks_command(
    *, slug: str | None, domain: str, tag: str, dimensions: tuple[str, ...], unit: Unit | None, where: tuple[str, ...],
    as_json: bool, **time: Any,
) -> None:  # fmt: skip
    """Clicks of a link, of links with a tag or on a domain, or of all.

    With --where, the clicks themselves are looked through, as far as they are kept and not too many.
    """
    filters = filters_of(dict(_pair(text) for text in where))
    with opened_site() as site:
        period, scope = period_of(site, **time), scope_of(site, slug, domain, tag)
        question = Question(period=period, scope=scope, unit=unit, dimensions=dimensions, filters=filters)
        with site.database.read() as session:
            report = answer(session, question)
    if as_json:
        say_json(told(report))
    else:
        _say(report)


@stats_group.command("top")
@click.option("--domain", default="", help="Only links on this domain.")
@click.option("--tag", default="", help="Only links with this tag.")
@of_time
@click.option("--tags", is_flag=True, help="The most followed tags instead of links.")
@click.option("--people", is_flag=True, help="In the order of clicks by people.")
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="How many.")
@json_option
def top_command(*, domain: str, tag: str, tags: bool, people: bool, limit: int, as_json: bool, **time: Any) -> None:
    """The most followed links, by whole days of SHORTENER_TIMEZONE."""
    with opened_site() as site:
        period, scope = period_of(site, **time), scope_of(site, None, domain, tag)
        with site.database.read() as session:
            if tags:
                found = [told_tag(one) for one in top_tags(session, period, limit)]
            else:
                found = [told_link(one) for one in top_links(session, period, limit, scope=scope, humans=people)]
    _say_rows(found, as_json=as_json)


@stats_group.command("hours")
@of_links
@of_time
@json_option
def hours_command(*, slug: str | None, domain: str, tag: str, as_json: bool, **time: Any) -> None:
    """Clicks by weekday and hour of the day."""
    with opened_site() as site:
        period, scope = period_of(site, **time), scope_of(site, slug, domain, tag)
        with site.database.read() as session:
            found = dict(zip(WEEKDAYS, heat(session, scope, period), strict=True))
    if as_json:
        say_json(found)
    else:
        say_table(("", *HOURS), [(day, *hours) for day, hours in found.items()])


@stats_group.command("ipv6")
@of_links
@of_time
@json_option
def ipv6_command(*, slug: str | None, domain: str, tag: str, as_json: bool, **time: Any) -> None:
    """The share of IPv6 among people, by month and by country."""
    with opened_site() as site:
        period, scope = period_of(site, **time), scope_of(site, slug, domain, tag)
        with site.database.read() as session:
            shares = ipv6_shares(session, scope, period)
    if as_json:
        say_json(
            {
                "months": [told_share(one) for one in shares.months],
                "countries": [told_share(one) for one in shares.countries],
            }
        )
        return
    for what, some in (("month", shares.months), ("country", shares.countries[:MOST_SLICES])):
        say_table(
            (what, "clicks", "IPv6"),
            [(one.name or "unknown", one.clicks, f"{100 * one.ipv6 / one.clicks:.1f} %") for one in some],
        )


@stats_group.command("live")
@of_links
@json_option
def live_command(*, slug: str | None, domain: str, tag: str, as_json: bool) -> None:
    """The last half hour, minute by minute, and the newest clicks."""
    with opened_site() as site:
        scope = scope_of(site, slug, domain, tag)
        with site.database.read() as session:
            found = live(session, scope, now_ms())
    if as_json:
        say_json(told_live(found, site.settings.timezone))
        return
    click.echo(f"{spoken(sum(found.minutes), 'click')} in {MINUTES} minutes: {' '.join(map(str, found.minutes))}")
    if found.newest:
        names = ("at", "link", "country", "class", "channel")
        say_table(names, [(shown_time(at, site.settings), *rest) for at, *rest in map(_values, found.newest)])


stats_group.add_command(rebuild_command)


def _values(one: Any) -> tuple[Any, ...]:
    return one.at_ms, one.link, one.country, one.visitor_class, one.channel


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} is not of the form NAME=VALUE.", param_hint="--where")
    return name, value


def _say_rows(found: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say_json(found)
    elif found:
        say_table(list(found[0]), [list(one.values()) for one in found])


def _say(report: Report) -> None:
    say_facts(_facts(report))
    if report.series:
        click.echo()
        rows = [(iso(bucket.start_ms, report.zone), bucket.clicks) for bucket in report.series]
        say_table(("from", "clicks"), rows)
    for name, slices in report.breakdowns.items():
        click.echo()
        say_table((name, "clicks"), [(one.value or "unknown", one.clicks) for one in slices[:MOST_SLICES]])


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    yield "from", iso(report.since_ms, report.zone)
    yield "to", iso(report.until_ms, report.zone)
    yield "clicks", f"{report.clicks:,}"
    for name, number in sorted(report.by_class.items(), key=lambda pair: -pair[1]):
        yield f"  {name}", f"{number:,}"
    if report.before is not None:
        yield "before", f"{report.before:,}"
    if report.visitors:
        yield "visitors", f"{sum(one.visitors for one in report.visitors):,} (counted anew each day)"
    if report.source == CLICKS:
        yield "looked at", "the clicks themselves"
