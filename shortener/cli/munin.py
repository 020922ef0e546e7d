"""`shortener munin`: a plugin of munin-node; deploy/munin/shortener calls it."""

from collections.abc import Iterable, Mapping

import click
from sqlalchemy.exc import SQLAlchemyError

from shortener.cli.context import opened_database
from shortener.munin.extra import certificate_days, visitors
from shortener.munin.graphs import GRAPHS, config, values
from shortener.munin.source import Labels, NoFigures, read_figures
from shortener.settings import Settings, read_settings
from shortener.stores import StoreError


@click.command("munin")
@click.argument("verb", type=click.Choice(("fetch", "config", "autoconf")), default="fetch")
@click.option("--at", "places", multiple=True, help="Socket or [address]:port of a service. Default: SHORTENER_BIND.")
def munin_command(verb: str, places: tuple[str, ...]) -> None:
    """Print what munin's master draws: several graphs in one (multigraph), or their configuration."""
    if verb == "config":
        _say(line for graph in GRAPHS for line in config(graph))
        return
    settings = read_settings()
    try:
        figures = dict(read_figures(places or (settings.bind.replace("[::]", "[::1]").removeprefix("unix:"),)))
    except NoFigures as error:
        if verb == "autoconf":
            click.echo(f"no ({error})")
            return
        figures = {}
    if verb == "autoconf":
        click.echo("yes")
        return
    _say(line for graph in GRAPHS for line in values(graph, figures | _more(settings)))


def _more(settings: Settings) -> dict[str, Mapping[Labels, float]]:
    """What no service counts; where the database is away, its lines stay unknown."""
    found: dict[str, Mapping[Labels, float]] = {"certificate_days": certificate_days(settings.site.hostname or "")}
    try:
        with opened_database(settings) as database:
            found["visitors"] = visitors(database)
    except (StoreError, SQLAlchemyError):
        return found
    return found


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
