"""Old clicks leave while everything goes on; what was counted of them stays."""

import threading
import time
from collections.abc import Iterator

import msgspec
from sqlalchemy import func, select

from shortener.clicks.complete import move_complete_from
from shortener.clicks.partitions import month_of, start_of
from shortener.clicks.retention.ledger import CLICKS, Removed
from shortener.clicks.retention.months import drop_months
from shortener.clicks.retention.pieces import delete_clicks, delete_misses
from shortener.clicks.tables import clicks
from shortener.stores import Database, insist

RUN_SECONDS = 30.0  # other jobs wait meanwhile
PAUSE_SECONDS = 0.05  # between transactions, in which collectors write


class Expired(msgspec.Struct):
    """Visits that a run removed: all of them when `is_done`, else the next run goes on."""

    clicks: int = 0
    misses: int = 0
    is_done: bool = True


def first_kept(now: int, months: int) -> int:
    """Milliseconds UTC: the start of the month that lies so many months before that of now."""
    year, month = month_of(now)
    number = max(12 * year + month - 1 - months, 12 * 1970)
    return start_of((number // 12, number % 12 + 1))


def expire(database: Database, before: int, stop: threading.Event) -> Expired:
    """Removes clicks from before a moment (milliseconds UTC), and misses that were last asked for before it.

    In short transactions, after each of which the audit adds up; several runs at once remove it once.
    """
    done = Expired()
    deadline = time.monotonic() + RUN_SECONDS
    for kind, visits in _steps(database, before):
        if kind == CLICKS:
            done.clicks += visits
        else:
            done.misses += visits
        if stop.wait(PAUSE_SECONDS) or time.monotonic() > deadline:
            done.is_done = False
            break
    return done


def _steps(database: Database, before: int) -> Iterator[Removed]:
    if _has_older(database, before):
        insist(lambda: move_complete_from(database, before))
        yield from drop_months(database, before)
        yield from delete_clicks(database, before)
    yield from delete_misses(database, before)


def _has_older(database: Database, before: int) -> bool:
    with database.read() as session:
        oldest = session.scalar(select(func.min(clicks.c.clicked_at)))
    return oldest is not None and oldest < before
