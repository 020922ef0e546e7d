"""`shortener acme-dns01`: hands its words to the ACME hook, which stands alone and has a command of its own too."""

import sys

import click

from shortener.acme.main import HELP, main


@click.command(
    "acme-dns01",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    help="\b\n" + HELP.replace("\n\n", "\n\n\b\n"),
    short_help="The dns-01 hook of an ACME client.",
    options_metavar="[--config FILE] [--dry-run] [--json]",
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="WORD ...")
def acme_command(words: tuple[str, ...]) -> None:
    sys.exit(main(words))
