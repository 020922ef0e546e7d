"""The command `shortener`: each group of commands is a file of its own, errors become one sentence in one place."""

import click

from shortener import __version__
from shortener.cli.errors import PlainErrors
from shortener.cli.lazy import Place

PLACES = {
    "acme-dns01": Place("acme:acme_command", "The dns-01 hook of an ACME client."),
    "backup": Place("backup:backup_command", "Save database, waiting clicks and secret key while everything goes on."),
    "clicks": Place("clicks:clicks_group", "Clicks, as far as they are stored."),
    "collect": Place(
        "collect:collect_command",
        "Move clicks from this node's journals into the database and run due jobs, until SIGTERM or Ctrl-C.",
    ),
    "db": Place("db:db_group", "The database and its tables."),
    "demo": Place(
        "demo:demo_command",
        "Fill an empty database with believable links and clicks, always the same ones for the same options.",
    ),
    "doctor": Place(
        "doctor:doctor_command",
        "Check settings, folders, database, Redis, journals and collector; exit status 1 when something needs mending.",
    ),
    "domain": Place("domains:domain_group", "The hosts that links are printed with."),
    "drain": Place(
        "drain:drain_command", "Have /readyz answer 503 on this node, or no longer; without an argument, say which."
    ),
    "export": Place("exports:export_group", "Clicks and links as files."),
    "import": Place("imports:import_group", "Links from files."),
    "key": Place(
        "keys:key_group",
        "Keys for programs that use the REST API, each in the name of a person and for some things only.",
    ),
    "link": Place("links:link_group", "Links."),
    "miss": Place("miss:miss_group", "Slugs that people asked for and nobody made."),
    "munin": Place(
        "munin:munin_command",
        "Print what munin's master draws: several graphs in one (multigraph), or their configuration.",
    ),
    "parity": Place(
        "parity:parity_command",
        "Ask another server what visitors ask, and show where it answers otherwise than this one would.",
    ),
    "restore": Place(
        "backup:restore_command", "Put back what `shortener backup` saved, from a file or from the repository."
    ),
    "serve": Place("serve:serve_command", "Set everything up, then serve pages and collect clicks until Ctrl-C."),
    "settings": Place(
        "inforce:settings_command",
        "Every setting that is set, its value, and where it is set; of a secret one, no value.",
    ),
    "stats": Place("stats:stats_group", "Clicks as they were counted."),
    "user": Place("users:user_group", "People who may sign in."),
    "webhooks": Place(
        "webhooks:webhooks_group",
        "Tell other programs of changes and clicks, by signed messages that the node's worker sends.",
    ),
}


@click.group(
    cls=PlainErrors,
    places={name: Place(f"{__name__}.{place.at}", place.says) for name, place in PLACES.items()},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="shortener")
def main() -> None:
    """A link shortener for organisations that print their links.

    Settings come from the environment, or from the file that SHORTENER_CONFIG names.
    """
