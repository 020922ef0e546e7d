"""`shortener export htaccess|nginx-map|csv|json`: what every slug answers today, for whoever serves it tomorrow."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import msgspec

from shortener.cli.context import opened_site
from shortener.cli.errors import say_warning
from shortener.cli.files import output_option, sink_for
from shortener.cli.output import counted, progress, say_json, spoken
from shortener.clock import now_ms
from shortener.interop.out.apache import write_htaccess
from shortener.interop.out.homes import Home, homes_of
from shortener.interop.out.nginx import server_lines, write_map
from shortener.interop.out.rows import Leaving, leaving
from shortener.interop.out.tables import write_array, write_table
from shortener.interop.out.told import Beside, Told
from shortener.links.everything import count_slugs
from shortener.links.target import location
from shortener.reports.files import TextSink
from shortener.reports.moments import iso_ms

MOST_SAID = 20
Write = Callable[[Iterator[Leaving], Beside, TextSink], None]

domain_option = click.option("--domain", default="", help="Only links of this domain.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON; with --output.")


@click.command("htaccess")
@output_option
@domain_option
@json_option
def htaccess_command(output: Path | None, domain: str, as_json: bool) -> None:
    """All links as a .htaccess file for Apache, each answered as here at this moment.

    Disabled links and those that haven't begun are 404 there, deleted and ended ones 410, whatever else is unknown as
    SHORTENER_UNKNOWN_SLUG_URL says. Apache reads the file at each request: some thousand links are what it bears.
    Needs mod_rewrite, AllowOverride FileInfo and Options FollowSymLinks. What Apache can't do is told.
    """
    _take_out("htaccess", write_htaccess, output, domain, as_json=as_json)


@click.command("nginx-map")
@output_option
@click.option(
    "--server",
    type=click.Path(path_type=Path),
    help="Write the lines that a server block needs beside it to this file.",
)
@domain_option
@json_option
def nginx_command(output: Path | None, server: Path | None, domain: str, as_json: bool) -> None:
    """All links as maps for nginx, each answered as here at this moment, however many they are.

    Include the file in the http block, and the one of --server in the server blocks. Disabled links and those that
    haven't begun are 404 there, deleted and ended ones 410, what else is unknown as SHORTENER_UNKNOWN_SLUG_URL says.
    """
    _take_out("nginx-map", write_map, output, domain, as_json=as_json)
    if server is not None:
        with sink_for(server) as sink:
            sink.write(server_lines())


@click.command("csv")
@output_option
@domain_option
@json_option
def csv_command(output: Path | None, domain: str, as_json: bool) -> None:
    """Every slug with its answer as CSV: aliases, disabled and deleted ones too.

    `answer` is the HTTP status of this moment, `location` the address as it is sent, `target` as it was typed. Cells
    that a spreadsheet would run as a formula get an apostrophe in front.
    """
    _take_out("csv", lambda rows, _, sink: write_table(rows, sink), output, domain, as_json=as_json)


@click.command("json")
@output_option
@domain_option
@json_option
def array_command(output: Path | None, domain: str, as_json: bool) -> None:
    """Every slug with its answer as one JSON array, with the columns of `export csv`."""
    _take_out("json", lambda rows, _, sink: write_array(rows, sink), output, domain, as_json=as_json)


COMMANDS = (htaccess_command, nginx_command, csv_command, array_command)


def _take_out(form: str, write: Write, output: Path | None, domain: str, *, as_json: bool) -> None:
    if as_json and output is None:
        raise click.UsageError("--json needs --output.")
    told, now = Told(), now_ms()
    with opened_site() as site:
        homes = homes_of(site.database, site.library.domains(), domain)
        count = count_slugs(site.database, [home.id for home in homes])
        unknown = site.settings.unknown_slug_url
        hidden = output is None and sys.stdout.isatty()
        with progress(count, "Exporting", hidden=hidden) as bar, sink_for(output) as sink:
            rows = counted(told.counted(leaving(site.database, site.settings, homes, now)), bar)
            write(rows, Beside(homes, unknown and location(unknown), _about(form, homes, now), told), sink)
    _say(form, told, output, now, as_json=as_json)


def _about(form: str, homes: list[Home], now: int) -> str:
    return f"Links of {', '.join(home.host for home in homes)} at {iso_ms(now)}, by `shortener export {form}`."


def _say(form: str, told: Told, output: Path | None, now: int, *, as_json: bool) -> None:
    if as_json:
        say_json({"format": form, "file": str(output), "at": iso_ms(now)} | msgspec.to_builtins(told))
        return
    for one in told.which[:MOST_SAID]:
        say_warning(f"{one.domain}/{one.slug} {one.reason}.")
    if told.inexact > MOST_SAID:
        say_warning(f"{told.inexact - MOST_SAID:,} more are like these; --json names them.")
    if output is not None:
        click.echo(
            f"{spoken(told.slugs, 'slug')} written to {output}: {spoken(told.redirects, 'redirect')}, "
            f"{told.not_found:,} not found, {told.gone:,} gone.",
            err=True,
        )
