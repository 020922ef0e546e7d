"""`shortener serve`: the web workers and the collector, until told to stop."""

import sys

import click

from shortener.cli.context import settings_with_warnings
from shortener.server import FACES, REDIRECTS, serve


@click.command("serve")
@click.option(
    "--only", type=click.Choice((REDIRECTS, FACES)), help="One of the two services, for a node that runs both."
)
def serve_command(only: str | None) -> None:
    """Set everything up, then serve pages and collect clicks until Ctrl-C.

    With --only, no clicks are collected: run `shortener collect` beside it. SIGHUP reads the settings and the code
    anew and changes the workers without dropping a request.
    """
    settings = settings_with_warnings(service=True)
    sys.exit(serve(settings, click.echo, only))
