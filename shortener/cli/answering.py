"""How `shortener stats` answers: tables for people, JSON for programs, or a file of rows."""

import functools
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from shortener.cli.files import sink_for
from shortener.cli.output import json_option, say_json, spoken
from shortener.reports.tablefile import FORMS, Form, about_table, table_file
from shortener.reports.tables import Table
from shortener.settings import read_settings

Told = Callable[..., Any]

format_option = click.option("--format", "form", type=click.Choice(FORMS), help="A file of rows instead.")
bom_option = click.option(
    "--bom", is_flag=True, help="With a byte order mark, for spreadsheets that need it; csv only."
)
output_option = click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="Where that file goes. Default: standard output."
)


def answers(table_of: Callable[[Any], Table], say: Callable[[Any], None]) -> Callable[[Told], Told]:
    """The command returns what `--json` promises; `say` is for people and `table_of` for files."""

    def register(command: Told) -> Told:
        @format_option
        @bom_option
        @output_option
        @json_option
        @functools.wraps(command)
        def answered(*, form: Form | None, bom: bool, output: Path | None, as_json: bool, **asked: Any) -> None:
            _check(form, output, bom=bom, as_json=as_json)
            told = command(**asked)
            if form is not None:
                table, zone = table_of(told), asked.get("timezone") or read_settings().timezone
                about = about_table(table, asked, zone)
                _save(table_file(table, form, about, bom=bom), about, output)
            elif as_json:
                say_json(told)
            else:
                say(told)

        return answered

    return register


def _check(form: Form | None, output: Path | None, *, bom: bool, as_json: bool) -> None:
    if form is None and output is not None:
        raise click.UsageError("--output needs --format.")
    if form is not None and as_json:
        raise click.UsageError("--json and --format can't both be had.")
    if bom and form != "csv":
        raise click.UsageError("--bom goes with --format csv.")
    if form == "xlsx" and output is None:
        raise click.UsageError("xlsx needs --output.")


def _save(data: bytes, about: Mapping[str, Any], output: Path | None) -> None:
    with sink_for(output) as sink:
        sink.buffer.write(data)
    if output is not None:
        digest = hashlib.sha256(data).hexdigest()
        click.echo(f"{spoken(about['rows'], 'row')} written to {output}.", err=True)
        click.echo(f"Asked in {about['timezone']}, rules {about['rules_version']}; SHA-256 {digest}", err=True)
