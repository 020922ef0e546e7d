"""`shortener export`: clicks and links as files; a file under its final name is always whole."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from shortener.cli.context import opened_site
from shortener.cli.files import sink_for
from shortener.cli.moments import moment
from shortener.cli.output import progress, spoken
from shortener.reports.export import CLICK_COLUMNS, click_rows, count_clicks
from shortener.reports.files import write_csv, write_ndjson
from shortener.reports.linkfile import LINK_COLUMNS, link_rows
from shortener.reports.totals import site_totals

CSV, NDJSON = "csv", "ndjson"
format_option = click.option(
    "--format", "form", type=click.Choice([CSV, NDJSON]), default=CSV, show_default=True, help="How rows are written."
)
output_option = click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead of standard output."
)


@click.group("export")
def export_group() -> None:
    """Clicks and links as files. Cells that a spreadsheet would run as a formula get an apostrophe in front."""


@export_group.command("clicks")
@format_option
@output_option
@click.option("--link", "slug", metavar="SLUG", help="Only clicks of this link.")
@click.option("--domain", default="", help="The domain of that link, if not the default one.")
@click.option("--since", metavar="DATE", help="From this date or time on, such as 2026-11-22 or 2026-11-22T10:00.")
@click.option("--until", metavar="DATE", help="Up to, not including, this date or time.")
def clicks_command(
    *, form: str, output: Path | None, slug: str | None, domain: str, since: str | None, until: str | None
) -> None:
    """One row a click, times in UTC. Dates without an offset are in SHORTENER_TIMEZONE."""
    with opened_site() as site:
        link_id = site.link(slug, domain, deleted=True).id if slug else None
        from_ms, to_ms = moment(since, "--since", site.settings), moment(until, "--until", site.settings)
        with site.database.read() as session:
            count = count_clicks(session, link_id=link_id, since=from_ms, until=to_ms)
        rows = click_rows(site.database, link_id=link_id, since=from_ms, until=to_ms)
        _write(rows, CLICK_COLUMNS, form=form, output=output, count=count, what="click")


@export_group.command("links")
@format_option
@output_option
def links_command(form: str, output: Path | None) -> None:
    """One row a link that isn't deleted. `shortener import csv` reads domain to status of it again."""
    with opened_site() as site:
        with site.database.read() as session:
            count = site_totals(session).links
        _write(link_rows(site.database), LINK_COLUMNS, form=form, output=output, count=count, what="link")


def _write(
    rows: Iterator[msgspec.Struct], columns: tuple[str, ...], *, form: str, output: Path | None, count: int, what: str
) -> None:
    on_screen = output is None and sys.stdout.isatty()
    with progress(count, "Exporting", hidden=on_screen) as bar, sink_for(output) as sink:

        def counted() -> Iterator[msgspec.Struct]:
            for number, row in enumerate(rows, 1):
                yield row
                if number % 1000 == 0:
                    bar.update(1000)

        if form == CSV:
            write_csv(counted(), columns, sink)
        else:
            write_ndjson(counted(), sink)
    if output is not None:
        click.echo(f"{spoken(count, what)} written to {output}.", err=True)
