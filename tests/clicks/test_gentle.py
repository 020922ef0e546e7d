"""What the collector prepares gives way to redirects while it keeps up; storing it, and a backlog, don't."""

import os
import time
from typing import Any

import pytest
from sqlalchemy import event

from shortener.clicks import collector as module
from shortener.clicks import gentle as gently
from shortener.clicks.batch import Batch, make_batch
from shortener.clicks.gentle import Gentle
from shortener.clicks.tables import clicks
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import NOON, make_collector, numbered, rows_of


def policy() -> int:
    return os.sched_getscheduler(0)


def test_work_is_done_when_nobody_else_wants_the_processor() -> None:
    assert Gentle().run(policy) == os.SCHED_IDLE
    assert policy() == os.SCHED_OTHER


def test_an_error_of_the_work_is_the_callers() -> None:
    gentle = Gentle()
    with pytest.raises(ZeroDivisionError):
        gentle.run(lambda: 1 // 0)
    assert gentle.run(lambda: 1) == 1


def test_who_was_left_no_time_does_it_as_everybody_does_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gently, "FED_SECONDS", 0.2)
    gentle = Gentle()
    gentle.run(lambda: time.sleep(0.15))  # without any work of its own: as if others had the processor
    assert gentle.run(policy) == os.SCHED_OTHER
    time.sleep(0.2)
    assert gentle.run(policy) == os.SCHED_IDLE


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, database: Database) -> list[tuple[str, int]]:
    """What a collector that takes 7 rows at once did, and under which policy."""
    monkeypatch.setattr(module, "ROWS", 7)
    seen: list[tuple[str, int]] = []

    def make_and_tell(*arguments: Any) -> Batch:
        seen.append(("prepared", policy()))
        return make_batch(*arguments)

    monkeypatch.setattr(module, "make_batch", make_and_tell)
    event.listen(database.engine, "before_cursor_execute", lambda *_: seen.append(("stored", policy())))
    return seen


@pytest.mark.parametrize(("waiting", "prepared_under"), [(6, os.SCHED_IDLE), (7, os.SCHED_OTHER)])
def test_only_what_is_no_backlog_is_prepared_gently_and_nothing_is_stored_so(
    waiting: int, prepared_under: int, database: Database, journal: Journal, seen: list[tuple[str, int]]
) -> None:
    assert journal.write(numbered(waiting))
    make_collector(database, journal.folder.parent).collect_once()
    assert [row["clicked_at"] - NOON for row in rows_of(database, clicks)] == list(range(waiting))
    assert {under for what, under in seen if what == "prepared"} == {prepared_under}
    assert {under for what, under in seen if what == "stored"} == {os.SCHED_OTHER}
