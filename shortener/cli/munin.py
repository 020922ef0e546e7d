"""`shortener munin`: a plugin of munin-node; deploy/munin/shortener calls it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from shortener.cli.context import opened_database
from shortener.cli.errors import say_warning
from shortener.munin.extra import certificate_days, visitors
from shortener.munin.graphs import GRAPHS, config, values
from shortener.munin.interval import since_last, without_histograms
from shortener.munin.source import Figures, Labels, NoFigures, read_figures
from shortener.settings import Settings, read_settings
from shortener.stores import StoreError


@click.command("munin")
@click.argument("verb", type=click.Choice(("fetch", "config", "autoconf")), default="fetch")
@click.option("--at", "places", multiple=True, help="Socket or [address]:port of a service. Default: SHORTENER_BIND.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    help="File for the last figures: times are of what came since. Default: since the service began.",
)
def munin_command(verb: str, places: tuple[str, ...], state: Path | None) -> None:
    """Print what munin's master draws: several graphs in one (multigraph), or their configuration."""
    if verb == "config":
        _say(line for graph in GRAPHS for line in config(graph))
        return
    settings = read_settings()
    try:
        figures = read_figures(places or (settings.bind.replace("[::]", "[::1]").removeprefix("unix:"),))
    except NoFigures as error:
        if verb == "autoconf":
            click.echo(f"no ({error})")
            return
        figures = {}
    if verb == "autoconf":
        click.echo("yes")
        return
    found = {**_of_interval(figures, state), **_more(settings)}
    _say(line for graph in GRAPHS for line in values(graph, found))


def _of_interval(figures: Figures, state: Path | None) -> Figures:
    """Figures of nobody are no reading: the last one stays for the next visit."""
    if state is None or not figures:
        return figures
    try:
        return since_last(figures, state)
    except OSError as error:
        say_warning(
            f"Can't keep the figures in {state}: {error.strerror or error}; times stay unknown until it can be written."
        )
        return without_histograms(figures)


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
