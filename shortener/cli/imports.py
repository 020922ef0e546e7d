"""`shortener import`: links from files of other systems."""

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from shortener.bulk.rows import CREATED, REFUSED, Outcome
from shortener.bulk.table import BadFile, Table
from shortener.cli.context import Site, opened_site
from shortener.cli.errors import say_warning
from shortener.cli.output import json_option, progress, say_json, spoken
from shortener.cli.yourls import yourls_command
from shortener.interop.csvlinks import Report, Rowed, import_rows
from shortener.interop.htaccess.reading import Htaccess

domains_option = click.option(
    "--create-domains", is_flag=True, help="Make domains that the file names and nobody knows yet."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would happen to each row, and change nothing.")


@click.group("import")
def import_group() -> None:
    """Links from files."""


import_group.add_command(yourls_command)


@import_group.command("csv")
@click.argument("file")
@domains_option
@dry_run_option
@json_option
def csv_command(file: str, create_domains: bool, dry_run: bool, as_json: bool) -> None:
    """Make links from a CSV file (UTF-8, names of columns in the first line); `-` is standard input.

    Columns: slug and target; domain, title, notes, tags (comma-separated) and status (301 to 308) if you like; others
    are ignored. A link that exists with the same target stays as it is; one with another target is never changed: the
    row is refused. Refused rows are named on standard error, all others go in, and the exit status is 1.
    """
    _take_in(file, lambda stream, _: Table(stream), create_domains=create_domains, dry_run=dry_run, as_json=as_json)


@import_group.command("htaccess")
@click.argument("file")
@click.option("--domain", default="", help="The domain of redirects without a host; the default one unless named.")
@domains_option
@dry_run_option
@json_option
def htaccess_command(file: str, domain: str, create_domains: bool, dry_run: bool, as_json: bool) -> None:
    """Make links from a .htaccess file, or another part of Apache's configuration; `-` is standard input.

    Redirect, RedirectPermanent, RedirectTemp, RedirectMatch and RewriteRule with R are read, where their pattern is one
    address and their target the same for everybody; a condition may name the host. The query is passed on where Apache
    did. What no link can say is named on standard error with its line, all else goes in, and the exit status is 1.
    """

    def read(stream: BinaryIO, site: Site) -> Htaccess:
        return Htaccess(stream, domain, site.settings.redirect_status)

    _take_in(file, read, create_domains=create_domains, dry_run=dry_run, as_json=as_json)


def _say_more(rows: Rowed) -> None:
    """What was answered beyond the one address that each link is."""
    if isinstance(rows, Htaccess) and rows.below:
        say_warning(f"{spoken(rows.below, 'line')} with Redirect answered what is below the path too; a link doesn't.")
    if isinstance(rows, Htaccess) and rows.any_case:
        say_warning(f"{spoken(rows.any_case, 'line')} with NC answered any capitals; a link has its own.")


def _take_in(
    file: str, read: Callable[[BinaryIO, Site], Rowed], *, create_domains: bool, dry_run: bool, as_json: bool
) -> None:
    def tell(outcome: Outcome) -> None:
        if outcome.verdict == REFUSED and not as_json:
            click.echo(f"{file}, line {outcome.line}: {outcome.reason}.", err=True)
        elif dry_run and not as_json:
            click.echo(f"{file}, line {outcome.line}: {_would(outcome)}")

    with (
        opened_site() as site,
        opened_file(file) as stream,
        progress(size_of(stream), "Importing", hidden=dry_run or as_json) as bar,
    ):
        rows = read(stream, site)
        report = import_rows(
            site.library,
            rows,
            create_domains=create_domains,
            dry_run=dry_run,
            progress=lambda read: bar.update(read - bar.pos),
            tell=tell,
        )
    if as_json:
        refusals = [{"line": line, "reason": reason} for line, reason in report.refusals]
        say_json(msgspec.structs.asdict(report) | {"refusals": refusals, "dry_run": dry_run})
    else:
        _sum_up(report, dry_run=dry_run)
        _say_more(rows)
    sys.exit(1 if report.refused else 0)


@contextlib.contextmanager
def opened_file(file: str) -> Iterator[BinaryIO]:
    """Says which file it is that can't be read."""
    try:
        if file == "-":
            yield sys.stdin.buffer
            return
        with Path(file).open("rb") as stream:
            yield stream
    except BadFile as error:
        raise BadFile(f"{'Standard input' if file == '-' else file} {error}") from error


def size_of(stream: BinaryIO) -> int | None:
    """Bytes, as far as they are known before reading."""
    try:
        found = os.fstat(stream.fileno())
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _would(outcome: Outcome) -> str:
    where = f"{outcome.domain}/{outcome.slug}"
    return f"would create {where} → {outcome.target}" if outcome.verdict == CREATED else f"{where} is there already"


def _sum_up(report: Report, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    for host in report.domains:
        click.echo(f"Domain {host} {would}created.")
    click.echo(
        f"{spoken(report.created, 'link')} {would}created, {report.unchanged:,} unchanged, "
        f"{spoken(report.refused, 'row')} {would}refused."
    )
