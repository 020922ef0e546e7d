"""A scheduled export becomes a file in the folder, under a name that it has only when it is whole."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from sqlalchemy.orm import Session

from shortener.clicks.browsers import RULES_VERSION
from shortener.reports.export.about import About, Tally
from shortener.reports.export.books import save_book
from shortener.reports.export.mark import safe_mark
from shortener.reports.export.order import LINES, Order
from shortener.reports.export.saving import CannotResume, Kept, Part, Tell, save, whole
from shortener.reports.export.wanted import Wanted, count_of
from shortener.reports.periods import Period
from shortener.reports.tablefile import Form, table_file
from shortener.reports.told import iso
from shortener.schedules.answers import table_of
from shortener.schedules.asked import Asked
from shortener.schedules.errors import Busy
from shortener.schedules.plan import name_of
from shortener.schedules.register import ScheduleView
from shortener.stores import Database

GREATEST = (1 << 63) - 1


def path_of(folder: Path, schedule: ScheduleView, period: Period) -> Path:
    """NAME-2026-11-27.csv, always the same for the same period; a later one takes its place."""
    return folder / f"{schedule.name}-{name_of(schedule.every, period)}.{schedule.asked.shape.ending}"


def make(database: Database, asked: Asked, period: Period, path: Path, tell: Tell) -> About:
    """Writes the file; `tell` hears of rows as they are written, and may stop it by an exception.

    Raises OSError, Busy, MarkError, TooLong, TooMuch, MissingExtra. Clicks that broke off are gone on with.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(path.parent):
        if asked.what == "clicks":
            return _clicks(database, asked, period, path, tell)
        return _report(database, asked, period, path)


def expected(session: Session, asked: Asked, period: Period) -> int | None:
    """How many rows there will be, where that can be known."""
    if asked.what != "clicks":
        return None
    everything = Wanted(mark=GREATEST, scope=asked.scope, since_ms=period.since_ms, until_ms=period.until_ms)
    return count_of(session, everything)


def _clicks(database: Database, asked: Asked, period: Period, path: Path, tell: Tell) -> About:
    mark, since, until = safe_mark(database), period.since_ms, period.until_ms
    wanted = Wanted(mark=mark, scope=asked.scope, since_ms=since, until_ms=until)
    order = Order(wanted, asked.named(period.zone), asked.shape)
    if asked.form in LINES:
        kept = _begun(path, order)
        tell(kept.rows)
        return save(database, path, kept, tell)
    with database.read() as session:
        count = count_of(session, order.wanted)
    return save_book(database, path, order, count, tell)


def _begun(path: Path, order: Order) -> Kept:
    """What an earlier attempt left, with the mark that it had."""
    with contextlib.suppress(CannotResume):
        kept = Part(path).kept()
        if kept.order.but_for_mark == order.but_for_mark:
            return kept
    return Kept(order)


def _report(database: Database, asked: Asked, period: Period, path: Path) -> About:
    with database.snapshot() as session:
        table = table_of(session, asked, period)
    query = query_of(asked, period)
    form = cast("Form", asked.form)
    data = table_file(table, form, {**query, "timezone": period.zone, "rules_version": RULES_VERSION})
    with whole(path) as part:
        part.write_bytes(data)
    tally = Tally()
    tally.take(data, len(table.rows))
    return tally.about_of(query, period.zone, asked.form, database)


def query_of(asked: Asked, period: Period) -> dict[str, str]:
    return {**asked.words(), "since": iso(period.since_ms, period.zone), "until": iso(period.until_ms, period.zone)}


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time writes there. Raises Busy."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(fd, folder)
        yield
    finally:
        os.close(fd)


def _lock(fd: int, folder: Path) -> None:
    """A network's file system may know no locks for folders: then what the queue lends to one at a time has to do."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy(f"Another export is being written into {folder}; try again when it is done.") from error
    except OSError:
        return
