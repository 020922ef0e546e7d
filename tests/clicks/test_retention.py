"""Old clicks leave in whole months, whatever is killed or done twice; what was counted of them stays, and adds up."""

import datetime as dt
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from shortener.clicks import retention
from shortener.clicks.complete import complete_from
from shortener.clicks.rebuild import days_to_rebuild, rebuild
from shortener.clicks.retention import Expired, expire, first_kept, months, pieces
from shortener.clicks.tables import misses
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.breaking import break_table, mend
from tests.clicks.past import ALL, DAY, EACH, JULY, JUNE, MAY, MIDDLE, audited, counts_are, rows, store_past
from tests.clicks.test_partitions import partitions
from tests.clicks.test_rebuild import all_rollups
from tests.clicks.visiting import a_visit, collect, rows_of, write

SLOW = """
import sys, threading
from shortener.clicks.retention import expire, pieces
from shortener.stores import open_database
pieces.ROWS = 10
print(expire(open_database(sys.argv[1]), int(sys.argv[2]), threading.Event()))
"""


@pytest.fixture
def past(any_database: Database, journal_dir: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(retention, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(pieces, "ROWS", 40)
    store_past(any_database, journal_dir, journal)
    return any_database


def run(database: Database, before: int) -> Expired:
    return expire(database, before, threading.Event())


def kept_from(database: Database) -> int:
    with database.read() as session:
        return complete_from(session)


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        ((2026, 11, 28), 25, (2024, 10)),
        ((2026, 11, 1), 25, (2024, 10)),
        ((2026, 1, 31), 1, (2025, 12)),
        ((2026, 12, 31), 12, (2025, 12)),
        ((2026, 3, 31), 1200, (1970, 1)),
    ],
)
def test_the_months_before_this_one_are_kept(today: tuple[int, int, int], months: int, first: tuple[int, int]) -> None:
    now, wanted = (dt.datetime(*day, tzinfo=dt.UTC) for day in (today, (*first, 1)))
    assert first_kept(round(now.timestamp() * 1000), months) == wanted.timestamp() * 1000


def test_what_is_older_leaves_and_its_counts_stay(past: Database, journal_dir: Path) -> None:
    before, old = all_rollups(past), rows(past, until=JUNE)
    assert EACH < old < 2 * EACH
    assert run(past, JUNE) == Expired(clicks=old, misses=14)
    assert (rows(past), rows(past, until=JUNE), kept_from(past)) == (ALL - old, 0, JUNE)
    found = audited(past, journal_dir)
    assert (found.rows, found.misses, found.expired) == (ALL - old, 7, old + 14)
    counts_are(past, before)


def test_a_second_run_finds_nothing(past: Database, journal_dir: Path) -> None:
    run(past, JUNE)
    before = audited(past, journal_dir)
    assert run(past, JUNE) == run(past, MAY) == Expired()
    assert audited(past, journal_dir) == before
    assert kept_from(past) == JUNE


def test_a_part_of_a_month_can_leave(past: Database, journal_dir: Path) -> None:
    before, old = all_rollups(past), rows(past, until=MIDDLE)
    assert run(past, MIDDLE).clicks == old
    assert (rows(past), rows(past, until=MIDDLE)) == (ALL - old, 0)
    audited(past, journal_dir)
    counts_are(past, before)


def test_where_nothing_is_old_nothing_is_said_to_be_gone(past: Database) -> None:
    assert run(past, MAY) == Expired()
    assert kept_from(past) == 0


def test_a_click_that_comes_too_late_leaves_with_the_next_run(
    past: Database, journal: Journal, journal_dir: Path
) -> None:
    run(past, JUNE)
    write(journal, [a_visit(at=MAY + DAY), a_visit(at=MAY + 13 * DAY)])
    collect(past, journal_dir, zone="Europe/London")
    before = all_rollups(past)
    assert rows(past, until=JUNE) == 2
    counts_are(past, before)
    assert run(past, JUNE).clicks == 2
    assert rows(past, until=JUNE) == 0
    audited(past, journal_dir)
    counts_are(past, before)


def test_a_day_whose_rows_leave_before_its_turn_is_not_counted_again(past: Database) -> None:
    before, days = all_rollups(past), days_to_rebuild(past)
    run(past, JUNE)
    done = rebuild(past, days, lambda _day: None)
    assert (done.different, done.days) == (0, len(days_to_rebuild(past)))
    assert EACH < done.clicks <= rows(past)
    assert all_rollups(past) == before


def test_misses_that_are_asked_for_again_stay(past: Database, journal_dir: Path) -> None:
    with past.write() as session:
        oldest = session.scalar(select(func.min(misses.c.id)))
        session.execute(misses.update().where(misses.c.id == oldest).values(last_at=JULY))
    run(past, JULY)
    assert [row["id"] for row in rows_of(past, misses)] == [oldest]
    assert audited(past, journal_dir).rows == 0


def test_it_ends_when_it_is_told_to_and_goes_on_later(past: Database, journal_dir: Path) -> None:
    stop = threading.Event()
    stop.set()
    done = Expired(is_done=False)
    runs = 0
    while not done.is_done:
        done = expire(past, JULY, stop)
        audited(past, journal_dir)
        runs += 1
    assert runs > 3
    assert rows(past) == 0


def test_it_ends_when_its_time_is_over(past: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "RUN_SECONDS", -1)
    assert not run(past, JULY).is_done
    assert rows(past) > 0


@pytest.mark.parametrize("table", ["expired", "clicks"])
def test_a_transaction_that_dies_removes_nothing(past: Database, journal_dir: Path, table: str) -> None:
    if (past.dialect, table) == ("postgresql", "clicks"):
        pytest.skip("nothing is deleted there, partitions are dropped")
    break_table(past, table, "INSERT" if table == "expired" else "DELETE")
    with pytest.raises(SQLAlchemyError, match=r"broken|no_such_function"):
        run(past, JUNE)
    assert rows(past) == ALL
    audited(past, journal_dir)
    mend(past)
    run(past, JUNE)
    assert rows(past, until=JUNE) == 0
    audited(past, journal_dir)


@pytest.mark.stores("sqlite", "postgresql")
def test_it_may_be_killed_again_and_again(past: Database, journal_dir: Path) -> None:
    before, url = all_rollups(past), past.engine.url.render_as_string(hide_password=False)
    for _ in range(2):
        left = rows(past)
        process = subprocess.Popen([sys.executable, "-c", SLOW, url, str(MIDDLE)], stdout=subprocess.DEVNULL)
        while process.poll() is None and rows(past) >= left - 20:
            time.sleep(0.002)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert 0 < audited(past, journal_dir).rows < left
    run(past, MIDDLE)
    assert rows(past, until=MIDDLE) == 0
    audited(past, journal_dir)
    counts_are(past, before)


def test_two_at_once_remove_each_click_once_and_it_always_adds_up(
    past: Database, journal_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PAUSE_SECONDS", 0.05)  # as elsewhere: time to look at it
    old = rows(past, until=MIDDLE)
    together = threading.Barrier(3)
    done: list[Expired] = []

    def remove() -> None:
        together.wait()
        done.append(run(past, MIDDLE))

    crowd = [threading.Thread(target=remove) for _ in range(2)]
    for thread in crowd:
        thread.start()
    together.wait()
    looks = 0
    while any(thread.is_alive() for thread in crowd):
        audited(past, journal_dir)
        looks += 1
    assert (len(done), sum(one.clicks for one in done), sum(one.misses for one in done)) == (2, old, 21)
    assert looks > 1
    assert audited(past, journal_dir).rows == ALL - old


@pytest.mark.stores("postgresql")
def test_whole_months_are_dropped_with_their_partitions(past: Database) -> None:
    assert list(partitions(past)) == ["clicks_202605", "clicks_202606", "clicks_202607", "clicks_rest"]
    run(past, MIDDLE)
    assert list(partitions(past)) == ["clicks_202606", "clicks_202607", "clicks_rest"]


@pytest.mark.stores("postgresql")
def test_a_drop_gives_way_to_who_reads_or_stores_clicks(past: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(months, "TRIES", 2)
    monkeypatch.setattr(months, "LONGEST_WAIT", "10ms")
    with past.read() as session:
        session.execute(text("SELECT count(*) FROM clicks"))
        with pytest.raises(OperationalError, match="lock timeout"):
            run(past, JUNE)
        assert rows(past) == ALL
    assert run(past, JUNE).clicks > EACH


@pytest.mark.stores("postgresql")
def test_a_drop_waits_for_an_audit_which_else_would_miss_a_month(past: Database, journal_dir: Path) -> None:
    """What is dropped has no past: a snapshot would have the old count of expired clicks, and not their rows."""
    dropping = threading.Thread(target=run, args=(past, JUNE))

    def drop_meanwhile(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "FROM clicks" in statement and dropping.ident is None:
            dropping.start()
            dropping.join(0.3)

    event.listen(past.engine, "before_cursor_execute", drop_meanwhile)
    assert audited(past, journal_dir).rows == ALL
    dropping.join()
    assert audited(past, journal_dir).rows == rows(past) < ALL
