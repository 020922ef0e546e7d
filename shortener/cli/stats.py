"""`shortener stats`: questions about clicks, answered from what was counted."""

from typing import Any

import click

from shortener.cli.answering import answers
from shortener.cli.asking import of_counts, of_links, of_time, pairs_of, period_of, scope_of
from shortener.cli.comparing import compare_command
from shortener.cli.context import opened_site
from shortener.cli.given import not_empty
from shortener.cli.misses import misses_command
from shortener.cli.output import say_table, spoken
from shortener.cli.rebuild import rebuild_command
from shortener.cli.reportviews import MOST_SLICES, say_basis, say_report
from shortener.clock import now_ms
from shortener.reports.answers import Against, Question, answer
from shortener.reports.followed import followed_links, followed_tags
from shortener.reports.heat import heat
from shortener.reports.ipv6 import ipv6_shares
from shortener.reports.live import MINUTES, live
from shortener.reports.periods import Unit
from shortener.reports.raw import filters_of
from shortener.reports.tables import Table, clicks_table, hours_table, links_table, live_table, shares_table, tags_table
from shortener.reports.told import told, told_links, told_live, told_shares, told_tags
from shortener.reports.top import MOST

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = tuple(f"{hour:02}" for hour in range(24))
MOST_MONTHS = 6


def _say_rows(found: list[dict[str, Any]]) -> None:
    if found:
        say_table(list(found[0]), [list(one.values()) for one in found])


def _say_top(found: dict[str, Any]) -> None:
    say_basis(found)
    _say_rows(found["tags"] if "tags" in found else found["links"])


def _top_table(found: dict[str, Any]) -> Table:
    return tags_table(found["tags"]) if "tags" in found else links_table(found["links"])


def _say_hours(found: dict[str, list[int]]) -> None:
    say_table(("", *HOURS), [(day, *hours) for day, hours in found.items()])


def _say_shares(found: dict[str, Any]) -> None:
    say_basis(found)
    say_table(("month", "clicks", "IPv6"), [(one["name"], one["clicks"], _percent(one)) for one in found["months"]])
    click.echo()
    months = [one["name"] for one in found["months"][-MOST_MONTHS:]]
    rows = []
    for land in found["countries"][:MOST_SLICES]:
        by_month = {one["name"]: _percent(one) for one in land["months"]}
        rows.append((land["name"] or "unknown", land["clicks"], _percent(land), *map(by_month.get, months)))
    say_table(("country", "clicks", "IPv6", *months), rows)


def _percent(share: dict[str, Any]) -> str:
    return f"{100 * share['ipv6'] / share['clicks']:.1f} %"


def _say_live(found: dict[str, Any]) -> None:
    minutes = found["minutes"]
    click.echo(f"{spoken(sum(minutes), 'click')} in {MINUTES} minutes: {' '.join(map(str, minutes))}")
    _say_rows(found["newest"])


@click.group("stats")
def stats_group() -> None:
    """Clicks as they were counted."""


@stats_group.command("clicks")
@of_links
@of_time
@of_counts
@answers(clicks_table, say_report)
def clicks_command(
    *, slug: str | None, domain: str, tag: str, dimensions: tuple[str, ...], unit: Unit | None, where: tuple[str, ...],
    against: Against | None, **time: Any,
) -> dict[str, Any]:  # fmt: skip
    """Clicks of a link, of links with a tag or on a domain, or of all.

    With --where, the clicks themselves are looked through, as far as they are kept and not too many.
    """
    filters = filters_of(pairs_of(where))
    with opened_site() as site:
        period, scope = period_of(site, **time), scope_of(site, slug, domain, tag)
        question = Question(
            period=period, scope=scope, unit=unit, dimensions=dimensions, filters=filters, against=against
        )
        with site.database.read() as session:
            return told(answer(session, question))


@stats_group.command("top")
@click.option("--domain", default="", callback=not_empty, help="Only links on this domain.")
@click.option("--tag", default="", callback=not_empty, help="Only links with this tag.")
@of_time
@click.option("--tags", is_flag=True, help="The most followed tags instead of links.")
@click.option("--people", is_flag=True, help="In the order of clicks by people.")
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="How many.")
@answers(_top_table, _say_top)
def top_command(*, domain: str, tag: str, tags: bool, people: bool, limit: int, **time: Any) -> dict[str, Any]:
    """The most followed links. Of other than whole days of SHORTENER_TIMEZONE, the clicks themselves are counted."""
    if tags and (domain or tag):
        raise click.UsageError("The most followed tags are those of the whole site: leave out --domain and --tag.")
    with opened_site() as site:
        period, scope = period_of(site, **time), scope_of(site, None, domain, tag)
        with site.database.read() as session:
            if tags:
                return told_tags(*followed_tags(session, period, limit, humans=people))
            return told_links(*followed_links(session, period, limit, scope=scope, humans=people))


@stats_group.command("hours")
@of_links
@of_time
@answers(lambda told: hours_table(told.values()), _say_hours)
def hours_command(*, slug: str | None, domain: str, tag: str, **time: Any) -> dict[str, list[int]]:
    """Clicks by weekday and hour of the day."""
    with opened_site() as site:
        period, scope = period_of(site, **time), scope_of(site, slug, domain, tag)
        with site.database.read() as session:
            return dict(zip(WEEKDAYS, heat(session, scope, period), strict=True))


@stats_group.command("ipv6")
@of_links
@of_time
@answers(shares_table, _say_shares)
def ipv6_command(*, slug: str | None, domain: str, tag: str, **time: Any) -> dict[str, Any]:
    """The share of IPv6 among people: by month, by country, and of each country by month."""
    with opened_site() as site:
        period, scope = period_of(site, **time), scope_of(site, slug, domain, tag)
        with site.database.read() as session:
            return told_shares(ipv6_shares(session, scope, period))


@stats_group.command("live")
@of_links
@answers(live_table, _say_live)
def live_command(*, slug: str | None, domain: str, tag: str) -> dict[str, Any]:
    """The last half hour, minute by minute, and the newest clicks."""
    with opened_site() as site:
        scope = scope_of(site, slug, domain, tag)
        with site.database.read() as session:
            return told_live(live(session, scope, now_ms()), site.settings.timezone)


stats_group.add_command(compare_command)
stats_group.add_command(misses_command)
stats_group.add_command(rebuild_command)
