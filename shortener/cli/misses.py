"""`shortener stats misses`: what people asked for and nobody made."""

from typing import Any

import click

from shortener.cli.answering import answers
from shortener.cli.context import opened_site
from shortener.cli.given import not_empty
from shortener.cli.output import say_table
from shortener.reports.misses import (
    MOST_PER_PAGE,
    OUTCOMES,
    SORTS,
    MissQuery,
    list_misses,
    miss_totals,
)
from shortener.reports.missstates import ALL, STATES
from shortener.reports.tables import misses_table
from shortener.reports.told import told_misses

MOST_HOSTS = 3


def _say_misses(found: dict[str, Any]) -> None:
    rows = [
        (_printable(f"{one['domain']}/{one['slug']}"), f"{one['count']:,}", one["last"], _hosts(one), _likely(one))
        for one in found["misses"]
    ]
    say_table(("asked for", "times", "last", "from", ""), rows)
    totals = found["totals"]
    states = ", ".join(f"{totals['states'][state]['groups']:,} {state}" for state in STATES)
    click.echo(f"Page {found['page']} of {found['pages']}. In all: {states}.", err=True)


def _printable(slug: str) -> str:
    """A slug is whatever somebody sent, and a terminal obeys some of it."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in slug)


def _hosts(one: dict[str, Any]) -> str:
    return ", ".join(f"{site['host']} {site['count']}" for site in one["referrers"][:MOST_HOSTS])


def _likely(one: dict[str, Any]) -> str:
    """Why it is a scanner's, or what was meant."""
    nearest = one["nearest"]
    return f"near {nearest['slug']}" if nearest else one["looks_like"]


@click.command("misses")
@click.option("--search", default="", help="A part of the slug.")
@click.option("--domain", default="", metavar="HOST", callback=not_empty, help="Only on this domain.")
@click.option(
    "--state", type=click.Choice((*STATES, ALL)), default=STATES[0], show_default=True, help="What became of it."
)
@click.option(
    "--outcome", type=click.Choice((*OUTCOMES, ALL)), default=OUTCOMES[0], show_default=True, help="What visitors met."
)
@click.option("--sort", type=click.Choice(SORTS), default=SORTS[0], show_default=True, help="What the order goes by.")
@click.option("--ascending", is_flag=True, help="Fewest, oldest or first first.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page, from 1.")
@click.option("--per-page", type=click.IntRange(1, MOST_PER_PAGE), default=25, show_default=True, help="At most 200.")
@answers(misses_table, _say_misses)
def misses_command(*, ascending: bool, **asked: Any) -> dict[str, Any]:
    """What people asked for and nobody made, with the link they may have meant.

    Open ones are work: make the link, or say `shortener miss ignore`. Those that look like a scanner's are left out.
    """
    query = MissQuery(descending=not ascending, **asked)
    with opened_site() as site, site.database.read() as session:
        return told_misses(list_misses(session, query), miss_totals(session), site.settings.timezone)
