"""`shortener db`: brings the database to this version's tables, or says what differs."""

import sys

import click

from shortener import schema
from shortener.accounts.secret import load_secret
from shortener.cli.context import complete, opened_database, settings_with_warnings
from shortener.cli.output import json_option, say_json
from shortener.links.library import Library
from shortener.links.rules import rules_from


@click.group("db")
def db_group() -> None:
    """The database and its tables."""


@db_group.command("upgrade")
def upgrade() -> None:
    """Make or update the tables, and the secret key where there is none.

    Safe to run again, and from several nodes at once.
    """
    settings = settings_with_warnings()
    with opened_database(settings) as database:
        complete(database, Library(database, rules_from(settings)))
        problems = schema.check(database)
        if problems:
            raise click.ClickException(" ".join(problems))
        load_secret(settings, database)
    click.echo("The database is up to date.")


@db_group.command("check")
@json_option
def check(as_json: bool) -> None:
    """Compare the database with this version's tables; exit status 1 when they differ."""
    with opened_database(settings_with_warnings()) as database:
        problems = schema.check(database)
    if as_json:
        say_json({"problems": problems})
    elif problems:
        click.echo("\n".join(problems), err=True)
    else:
        click.echo("The database is up to date.")
    sys.exit(1 if problems else 0)
