"""What the collector prepares gives way to redirects while it keeps up; storing it, and a backlog, don't."""

import os
import time
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import event

from shortener.clicks import collector as module
from shortener.clicks import gentle as gently
from shortener.clicks.batch import sort_in
from shortener.clicks.gentle import Gentle
from shortener.clicks.tables import clicks
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import NOON, make_collector, numbered, rows_of


def policy() -> int:
    return os.sched_getscheduler(0)


@pytest.fixture
def gentle() -> Gentle:
    """One that has begun."""
    gentle = Gentle()
    gentle.run(policy)
    return gentle


def test_the_first_work_of_all_is_the_callers() -> None:
    assert Gentle().run(policy) == os.SCHED_OTHER


def test_work_is_done_when_nobody_else_wants_the_processor(gentle: Gentle) -> None:
    assert gentle.run(policy) == os.SCHED_IDLE
    assert policy() == os.SCHED_OTHER


def test_an_error_of_the_work_is_the_callers(gentle: Gentle) -> None:
    with pytest.raises(ZeroDivisionError):
        gentle.run(lambda: 1 // 0)
    assert gentle.run(lambda: 1) == 1


def test_who_was_left_no_time_does_it_as_everybody_does_for_a_while(
    monkeypatch: pytest.MonkeyPatch, gentle: Gentle
) -> None:
    monkeypatch.setattr(gently, "FED_SECONDS", 2.0)
    gentle.run(as_if_others_had_the_processor)
    assert gentle.run(policy) == os.SCHED_OTHER
    over = time.monotonic() + 60
    while gentle.run(policy) != os.SCHED_IDLE:
        assert time.monotonic() < over
        time.sleep(0.1)


def test_work_over_many_rows_begins_with_few_and_misses_none(monkeypatch: pytest.MonkeyPatch, gentle: Gentle) -> None:
    monkeypatch.setattr(gently, "LEAST_SECONDS", 10.0)  # whatever else this machine does
    parts: list[Sequence[int]] = []

    def work(part: Sequence[int]) -> Sequence[int]:
        parts.append(part)
        return part

    assert gentle.over(range(100), work) == list(range(100))
    assert [len(part) for part in parts] == [8, 16, 32, 44]


def test_once_it_is_left_no_time_the_caller_does_all_of_the_rest(gentle: Gentle) -> None:
    under: list[tuple[int, int]] = []

    def work(part: Sequence[int]) -> Sequence[int]:
        under.append((len(part), policy()))
        as_if_others_had_the_processor()
        return part

    assert gentle.over(range(100), work) == list(range(100))
    assert under == [(8, os.SCHED_IDLE), (92, os.SCHED_OTHER)]


def as_if_others_had_the_processor() -> None:
    """Longer than a moment, without any work of its own."""
    time.sleep(0.15)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, database: Database) -> list[tuple[str, int]]:
    """What a collector that takes 7 rows at once did, and under which policy."""
    monkeypatch.setattr(module, "ROWS", 7)
    monkeypatch.setattr(gently, "LEAST_SECONDS", 60.0)  # whatever else this machine does
    seen: list[tuple[str, int]] = []

    def sort_and_tell(*arguments: Any) -> Sequence[dict[str, Any]]:
        seen.append(("prepared", policy()))
        return sort_in(*arguments)

    monkeypatch.setattr(module, "sort_in", sort_and_tell)
    event.listen(database.engine, "before_cursor_execute", lambda *_: seen.append(("stored", policy())))
    return seen


@pytest.mark.parametrize(("waiting", "prepared_under"), [(6, os.SCHED_IDLE), (7, os.SCHED_OTHER)])
def test_only_what_is_no_backlog_is_prepared_gently_and_nothing_is_stored_so(
    waiting: int, prepared_under: int, database: Database, journal: Journal, seen: list[tuple[str, int]]
) -> None:
    collector = make_collector(database, journal.folder.parent)
    assert journal.write(numbered(1))
    collector.collect_once()
    seen.clear()
    assert journal.write(numbered(waiting))
    collector.collect_once()
    assert [row["clicked_at"] - NOON for row in rows_of(database, clicks)] == [0, *range(waiting)]
    assert {under for what, under in seen if what == "prepared"} == {prepared_under}
    assert {under for what, under in seen if what == "stored"} == {os.SCHED_OTHER}
