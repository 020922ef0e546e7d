"""`shortener export`: clicks and links as files; a file under its final name is always whole."""

import sys
from pathlib import Path
from typing import Any

import click

from shortener.cli.asking import scope_of
from shortener.cli.context import opened_site
from shortener.cli.errors import say_warning
from shortener.cli.files import output_option, sink_for
from shortener.cli.given import not_empty
from shortener.cli.leaving import COMMANDS
from shortener.cli.moments import moment
from shortener.cli.output import counted, progress, say_json, spoken
from shortener.cli.saving import save_clicks
from shortener.cli.schedules import schedule_group
from shortener.gentle import gently
from shortener.reports.export.mark import safe_mark
from shortener.reports.export.order import FORMS, LINES, BadShape, Named, Order, Shape
from shortener.reports.export.wanted import Wanted
from shortener.reports.files import write_csv, write_ndjson
from shortener.reports.linkfile import LINK_COLUMNS, link_rows
from shortener.reports.periods import Period
from shortener.reports.totals import site_totals


@click.group("export")
def export_group() -> None:
    """Clicks and links as files. Cells that a spreadsheet would run as a formula get an apostrophe in front."""


@export_group.command("clicks")
@click.option("--format", "form", type=click.Choice(FORMS), default="csv", show_default=True, help="Kind of file.")
@output_option
@click.option("--link", "slug", metavar="SLUG", callback=not_empty, help="Only clicks of this link.")
@click.option(
    "--domain", default="", callback=not_empty, help="The domain of that link; without a link, all links on it."
)
@click.option("--tag", default="", callback=not_empty, help="Only clicks of links with this tag.")
@click.option("--since", metavar="DATE", help="From this date or time on, such as 2026-11-22 or 2026-11-22T10:00.")
@click.option("--until", metavar="DATE", help="Up to, not including, this date or time.")
@click.option("--mark", type=click.IntRange(0), help="Only clicks up to this id, as an earlier export told it.")
@click.option("--gzip", is_flag=True, help="Packed; csv and ndjson only.")
@click.option("--bom", is_flag=True, help="With a byte order mark, for spreadsheets that need it; csv only.")
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with an export to the same file that broke off; else it is written anew.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written, with its checksum, as JSON.")
def clicks_command(
    *, form: Any, output: Path | None, slug: str | None, domain: str, tag: str, since: str | None, until: str | None,
    mark: int | None, gzip: bool, bom: bool, resume: bool, as_json: bool,
) -> None:  # fmt: skip
    """One row a click, times in UTC. Dates without an offset are in SHORTENER_TIMEZONE.

    With --output, says on standard error what was asked and the file's SHA-256; the same question with the same --mark
    gives the same file for as long as the clicks are kept.
    """
    shape = Shape(form, bom=bom, gzip=gzip)
    _check(shape, output, resume=resume, as_json=as_json)
    with opened_site() as site:
        scope = scope_of(site, slug, domain, tag)
        first, end = moment(since, "--since", site.settings), moment(until, "--until", site.settings)
        if first is not None and end is not None:
            Period(first, end, site.settings.timezone)  # which refuses what ends before it starts
        number = safe_mark(site.database) if mark is None else mark
        wanted = Wanted(mark=number, scope=scope, since_ms=first, until_ms=end)
        named = Named(site.settings.timezone, link=slug or "", tag=tag, domain=domain)
        with gently():
            about = save_clicks(site.database, output, Order(wanted, named, shape), resume=resume)
    if about.clicks_kept_from:
        say_warning(f"Single clicks are kept from {about.clicks_kept_from} on; earlier ones have expired.")
    if as_json:
        say_json(about)
    elif output is not None:
        click.echo(f"{spoken(about.rows, 'click')} written to {output}.", err=True)
        click.echo(f"Up to row {about.query['mark']}; SHA-256 {about.sha256}", err=True)


def _check(shape: Shape, output: Path | None, *, resume: bool, as_json: bool) -> None:
    try:
        shape.check()
    except BadShape as error:
        raise click.UsageError(str(error)) from error
    whole = shape.form not in LINES
    if output is None and (whole or resume or as_json):
        raise click.UsageError(f"{shape.form if whole else '--resume or --json'} needs --output.")
    if whole and resume:
        raise click.UsageError(f"{shape.form} is made whole or not at all, so it has no --resume.")


@export_group.command("links")
@click.option(
    "--format", "form", type=click.Choice(LINES), default="csv", show_default=True, help="How rows are written."
)
@output_option
def links_command(form: str, output: Path | None) -> None:
    """One row a link that isn't deleted. `shortener import csv` reads domain to status of it again."""
    with opened_site() as site:
        with site.database.read() as session:
            count = site_totals(session).links
        hidden = output is None and sys.stdout.isatty()
        with progress(count, "Exporting", hidden=hidden) as bar, sink_for(output) as sink:
            rows = counted(link_rows(site.database), bar)
            if form == "csv":
                write_csv(rows, LINK_COLUMNS, sink)
            else:
                write_ndjson(rows, sink)
    if output is not None:
        click.echo(f"{spoken(count, 'link')} written to {output}.", err=True)


export_group.add_command(schedule_group)
for command in COMMANDS:
    export_group.add_command(command)
