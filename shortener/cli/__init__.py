"""The command `shortener`: each group of commands is a file of its own, errors become one sentence in one place."""

import click

from shortener import __version__
from shortener.cli.acme import acme_command
from shortener.cli.backup import backup_command, restore_command
from shortener.cli.clicks import clicks_group
from shortener.cli.db import db_group
from shortener.cli.demo import demo_command
from shortener.cli.doctor import doctor_command
from shortener.cli.domains import domain_group
from shortener.cli.drain import drain_command
from shortener.cli.errors import PlainErrors
from shortener.cli.exports import export_group
from shortener.cli.imports import import_group
from shortener.cli.keys import key_group
from shortener.cli.links import link_group
from shortener.cli.munin import munin_command
from shortener.cli.run import collect_command, serve_command
from shortener.cli.stats import stats_group
from shortener.cli.users import user_group


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="shortener")
def main() -> None:
    """A link shortener for organisations that print their links.

    Settings come from the environment, or from the file that SHORTENER_CONFIG names.
    """


for command in (serve_command, collect_command, db_group, user_group, domain_group, link_group):
    main.add_command(command)
for command in (import_group, export_group, clicks_group, doctor_command, drain_command, acme_command):
    main.add_command(command)
for command in (backup_command, restore_command, munin_command, stats_group, demo_command, key_group):
    main.add_command(command)
