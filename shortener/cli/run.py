"""The commands that run until they are told to stop: `serve`, and `collect`, the node's worker."""

import logging
import signal
import sys
import threading

import click

from shortener.cli.context import opened_site, settings_with_warnings
from shortener.clicks.collector import Collector
from shortener.jobs import Runner
from shortener.server import serve

STOPPING = (signal.SIGINT, signal.SIGTERM)


@click.command("serve")
def serve_command() -> None:
    """Set everything up, then serve pages and collect clicks until Ctrl-C."""
    sys.exit(serve(settings_with_warnings(), click.echo))


@click.command("collect")
def collect_command() -> None:
    """Move clicks from this node's journals into the database and run due jobs, until SIGTERM or Ctrl-C.

    `shortener serve` starts it by itself. When told to stop it stores what waits, then ends.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in STOPPING:
        signal.signal(number, lambda _number, _frame: stop.set())
    with opened_site() as site:
        settings = site.settings
        jobs = threading.Thread(target=Runner(site.database, settings.node).run, args=(stop,), name="jobs")
        jobs.start()
        try:
            Collector(site.database, settings.journal_dir, settings.node, settings.timezone).run(stop)
        finally:
            stop.set()
            jobs.join()
