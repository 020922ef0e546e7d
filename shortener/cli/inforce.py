"""`shortener settings`: what commands and services that are started like this one run with, and where it is set."""

import click

from shortener.cli.output import json_option, say_json, say_table
from shortener.inforce import in_force
from shortener.settings import read_settings


@click.command("settings")
@click.option("--all", "every", is_flag=True, help="Those at their defaults too.")
@json_option
def settings_command(every: bool, as_json: bool) -> None:
    """Every setting that is set, its value, and where it is set; of a secret one, no value.

    A service that runs was perhaps started with others: Settings in the admin shows those.
    """
    found = [one for one in in_force(read_settings()) if every or as_json or one.source]
    if as_json:
        say_json(found)
        return
    rows = [(one.name, "(secret)" if one.secret and one.source else one.value, one.source) for one in found]
    say_table(("SETTING", "VALUE", "FROM"), rows)
