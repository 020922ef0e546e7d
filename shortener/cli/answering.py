"""How `shortener stats` answers: tables for people, JSON for programs, or a file of rows."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from shortener.cli.files import sink_for
from shortener.cli.output import json_option, say_json
from shortener.reports.tablefile import FORMS, Form, table_file
from shortener.reports.tables import Table

Told = Callable[..., Any]

format_option = click.option("--format", "form", type=click.Choice(FORMS), help="A file of rows instead.")
output_option = click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="Where that file goes. Default: standard output."
)


def answers(table_of: Callable[[Any], Table], say: Callable[[Any], None]) -> Callable[[Told], Told]:
    """The command returns what `--json` promises; `say` is for people and `table_of` for files."""

    def register(command: Told) -> Told:
        @format_option
        @output_option
        @json_option
        @functools.wraps(command)
        def answered(*, form: Form | None, output: Path | None, as_json: bool, **asked: Any) -> None:
            _check(form, output, as_json=as_json)
            told = command(**asked)
            if form is not None:
                _save(table_file(table_of(told), form, {name: value for name, value in asked.items() if value}), output)
            elif as_json:
                say_json(told)
            else:
                say(told)

        return answered

    return register


def _check(form: Form | None, output: Path | None, *, as_json: bool) -> None:
    if form is None and output is not None:
        raise click.UsageError("--output needs --format.")
    if form is not None and as_json:
        raise click.UsageError("--json and --format can't both be had.")
    if form == "xlsx" and output is None:
        raise click.UsageError("xlsx needs --output.")


def _save(data: bytes, output: Path | None) -> None:
    with sink_for(output) as sink:
        sink.buffer.write(data)
    if output is not None:
        click.echo(f"Written to {output}.", err=True)
