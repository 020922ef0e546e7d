"""Checks of the journals: clicks that wait, were lost or can't be read, and whether somebody collects them."""

import time
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from shortener import versions
from shortener.cli.checks import Finding
from shortener.cli.context import opened_database
from shortener.cli.output import spoken
from shortener.clicks.audit import Audit, audit
from shortener.clicks.backlog import backlog
from shortener.clicks.presence import is_collecting
from shortener.journal.sources import find_sources
from shortener.settings import BadSetting, Settings
from shortener.stores import Database, StoreError
from shortener.web.parts import LONGEST_LAG

COLLECTED_WITHIN = 3.0
LOOKS = 10


def journal_findings(settings: Settings) -> Iterator[Finding]:
    """Without a usable database only what lies in the folders can be told."""
    sources = find_sources(settings.journal_dir)
    living = sum(source.owned for source in sources)
    yield Finding("web workers", True, f"{spoken(living, 'journal')} held open, one by each worker that runs")
    for source in sources:
        for path in source.bad_files():
            mend = "Keep the file: the clicks in it are counted nowhere; look at the disk for errors."
            yield Finding("journal files", False, f"{path} is broken", "readable", mend)
    waiting = backlog(None, settings.journal_dir)
    found = f"{spoken(waiting.rows, 'click')} in {waiting.bytes // 1024**2:,} MiB, for up to {waiting.seconds:.0f} s"
    yield Finding("backlog", waiting.seconds <= LONGEST_LAG, found, "none for long", "Start `shortener collect`.")
    try:
        with opened_database(settings) as database:
            if versions.is_current(database):
                yield from _counts(database, settings)
    except (StoreError, BadSetting, SQLAlchemyError):
        return


def _counts(database: Database, settings: Settings) -> Iterator[Finding]:
    first = audit(database, settings.journal_dir)
    yield _collector(database, settings, first)
    mend = "See that the disk of the data folder has room and no errors; what is lost can't come back."
    yield Finding("lost clicks", first.lost == 0, f"{first.lost:,}", "0", mend)
    yield Finding("clicks set aside", first.set_aside == 0, f"{first.set_aside:,}", "0", "Look at the table set_aside.")
    mend = "Run `shortener clicks audit` and report what it says."
    yield Finding("sums", first.adds_up, "add up" if first.adds_up else " ".join(first.problems), "add up", mend)


def _collector(database: Database, settings: Settings, first: Audit) -> Finding:
    """A collector that runs stores what waits within a second, so looking again tells whether there is one."""
    mend = "Start `shortener serve`, or `shortener collect` beside a web server of your own."
    alive = is_collecting(settings.journal_dir)
    if not alive and (first.waiting or any(source.owned for source in find_sources(settings.journal_dir))):
        found = f"none runs, and {spoken(first.waiting, 'click waits', 'clicks wait')}"
        return Finding("collector", False, found, "a running collector", mend)
    if first.waiting == 0:
        return Finding("collector", True, "runs, and no click waits" if alive else "no click waits")
    for _ in range(LOOKS):
        time.sleep(COLLECTED_WITHIN / LOOKS)
        now = audit(database, settings.journal_dir)
        if now.stored + now.set_aside > first.stored + first.set_aside:
            return Finding("collector", True, "stores clicks")
    mend = "Look at what the collector says in the service's log; the database may be refusing it."
    found = f"{spoken(first.waiting, 'click waits', 'clicks wait')} and are not being stored"
    return Finding("collector", False, found, "clicks stored within a second", mend)
