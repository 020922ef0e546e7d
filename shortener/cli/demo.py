"""`shortener demo`: years of made-up clicks, to try the product and to measure it."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import click

from shortener.cli.context import opened_site
from shortener.cli.output import json_option, progress, say_json, spoken
from shortener.demo.history import YEAR, Demo, check_empty, look_for_bursts, make_history
from shortener.demo.links import make_links


@click.command("demo")
@click.option("--clicks", type=click.IntRange(1, 10**9), default=100_000, show_default=True, help="Redirects in all.")
@click.option("--links", type=click.IntRange(1, 10**6), default=1000, show_default=True, help="Links to make.")
@click.option("--days", type=click.IntRange(1, 20 * YEAR), default=2 * YEAR, show_default=True, help="How far back.")
@click.option("--until", metavar="DATE", help="The last day; yesterday if not given.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same clicks for the same number.")
@json_option
def demo_command(*, clicks: int, links: int, days: int, until: str | None, seed: int, as_json: bool) -> None:
    """Fill an empty database with believable links and clicks, always the same ones for the same options.

    When it was interrupted, the same command goes on.
    """
    began = time.monotonic()
    with opened_site() as site:
        last = _day(until, site.settings.timezone)
        demo = Demo(clicks, links, days, seed, site.settings.timezone, last)
        check_empty(site.database, demo)
        with progress(links, "Links") as bar:
            made = make_links(site.database, site.library, demo.births(), seed, bar.update)
        with progress(clicks, "Clicks") as bar:
            visits = make_history(site.database, demo, made, bar.update)
        with progress(clicks, "Bursts") as bar:
            look_for_bursts(site.database, bar.update)
    seconds = time.monotonic() - began
    if as_json:
        say_json({"links": links, "clicks": clicks, "visits": visits, "last_day": last.isoformat(), "seconds": seconds})
    else:
        click.echo(f"{spoken(links, 'link')} and {spoken(clicks, 'click')} made in {seconds:.0f} s.")


def _day(text: str | None, zone: str) -> dt.date:
    yesterday = dt.datetime.now(ZoneInfo(zone)).date() - dt.timedelta(days=1)
    if text is None:
        return yesterday
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not a date such as 2026-11-22.", param_hint="--until") from error
    if not day.year >= 2012 or day > yesterday:
        raise click.BadParameter(f"{text} is not between 2012 and yesterday.", param_hint="--until")
    return day
