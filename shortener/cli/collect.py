"""`shortener collect`, the node's worker: clicks, jobs and webhooks, until told to stop."""

import contextlib
import functools
import logging
import os
import signal
import threading
from typing import Any

import click

from shortener.accounts.secret import load_secret
from shortener.bulk.register import BULK
from shortener.bulk.steps import go_on
from shortener.cli.context import Site, opened_site
from shortener.cli.outwards import fetcher_here
from shortener.clicks.collector import Collector
from shortener.clicks.knowledge import knowledge_of
from shortener.gentle import gently
from shortener.jobs import AUDIT, DAY, HOUR, RETENTION, Do, Runner, expiring, forgetting_audit
from shortener.links.library import TITLE, Library
from shortener.links.titles import fetch_title
from shortener.schedules.job import Exporter
from shortener.schedules.plan import EXPORT, PLAN
from shortener.stopping import stop_on
from shortener.stores import Database, open_database
from shortener.webhooks.sender import Sender
from shortener.webhooks.sending import LIMITS

log = logging.getLogger(__name__)

ONLY_NICE = "Storing clicks takes turns with redirects: see LimitNICE in docs/operating.md."
NICENESS = 5  # redirects come first: what they leave of the processors is enough to keep up with them
PATIENCE = 15.0  # longer than any statement takes here; a server that is frozen must not hold the collector for ever
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command("collect")
def collect_command() -> None:
    """Move clicks from this node's journals into the database and run due jobs, until SIGTERM or Ctrl-C.

    `shortener serve` starts it by itself. When told to stop it stores what waits, then ends.
    """
    stop = stop_on(STOPPING)
    os.nice(NICENESS)
    with (
        opened_site(service=True, patience=PATIENCE) as site,
        contextlib.closing(open_database(site.settings.database, patience=PATIENCE, lazy=True)) as database,
    ):
        settings = site.settings
        runner = Runner(site.database, settings.node, _more_jobs(site, stop), {PLAN: HOUR, AUDIT: DAY})
        key = functools.partial(load_secret, settings, site.database)
        sender = Sender(site.database, settings.node, key, functools.partial(fetcher_here, LIMITS))
        loops = [threading.Thread(target=run, args=(stop,)) for run in (runner.run, sender.run)]
        for loop in loops:
            loop.start()
        try:
            knowledge = knowledge_of(settings)
            with gently() as gentle:
                if not gentle.works:
                    log.info(ONLY_NICE)
                gentle.hurry()  # what has just begun has much to read first
                collector = Collector(
                    database, settings.journal_dir, settings.node, settings.timezone, knowledge, hurry=gentle.hurry
                )
                collector.run(stop)
        finally:
            stop.set()
            for loop in loops:
                loop.join()


def _fetch_title(library: Library, _database: Database, payload: dict[str, Any]) -> None:
    fetch_title(library, fetcher_here(), payload)


def _more_jobs(site: Site, stop: threading.Event) -> dict[str, Do]:
    """What needs more than the database; a node without a folder for exports leaves them to others."""
    exporter = Exporter(site.settings, stop)
    found: dict[str, Do] = {
        TITLE: functools.partial(_fetch_title, site.library),
        RETENTION: expiring(site.settings.keep_clicks_months, stop),
        AUDIT: forgetting_audit(site.settings.keep_audit_months),
        PLAN: exporter.plan,
        BULK: functools.partial(go_on, site.library, stop),
    }
    return found if site.settings.exports is None else found | {EXPORT: exporter.export}
