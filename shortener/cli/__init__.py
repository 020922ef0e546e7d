"""The command `shortener`: each group of commands is a file of its own, errors become one sentence in one place."""

import click

from shortener import __version__
from shortener.cli.errors import PlainErrors

PLACES = {
    "acme-dns01": "acme:acme_command",
    "backup": "backup:backup_command",
    "clicks": "clicks:clicks_group",
    "collect": "run:collect_command",
    "db": "db:db_group",
    "demo": "demo:demo_command",
    "doctor": "doctor:doctor_command",
    "domain": "domains:domain_group",
    "drain": "drain:drain_command",
    "export": "exports:export_group",
    "import": "imports:import_group",
    "key": "keys:key_group",
    "link": "links:link_group",
    "miss": "miss:miss_group",
    "munin": "munin:munin_command",
    "parity": "parity:parity_command",
    "restore": "backup:restore_command",
    "serve": "run:serve_command",
    "settings": "inforce:settings_command",
    "stats": "stats:stats_group",
    "user": "users:user_group",
    "webhooks": "webhooks:webhooks_group",
}


@click.group(
    cls=PlainErrors,
    places={name: f"{__name__}.{place}" for name, place in PLACES.items()},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="shortener")
def main() -> None:
    """A link shortener for organisations that print their links.

    Settings come from the environment, or from the file that SHORTENER_CONFIG names.
    """
