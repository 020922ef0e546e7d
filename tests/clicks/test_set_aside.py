"""One bad visit costs itself: it is set aside with a typed reason, and all around it are stored."""

import fcntl
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shortener.clicks.audit import audit
from shortener.clicks.collector import LOCK, Collector
from shortener.clicks.steps import Drafts, run_steps
from shortener.clicks.steps.figures import Figures
from shortener.clicks.steps.request import read_request
from shortener.clicks.tables import clicks, set_aside
from shortener.clicks.telling import NAME, Told, told
from shortener.journal.visit import Visit, encode
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import DAY, NOON, make_collector, miss, rows_of, visit
from tests.clicks.visiting import STEPS

A_DAY_IN_1970 = DAY


def reasons(database: Database) -> dict[int, str]:
    return {row["position"]: row["reason"] for row in rows_of(database, set_aside)}


def stored_times(database: Database) -> list[int]:
    return [row["clicked_at"] for row in rows_of(database, clicks)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"not msgpack",
        msgspec.msgpack.encode([1, 2]),
        msgspec.msgpack.encode({"at": NOON}),
        encode(visit())[:-1],
        b"\x91\xa2\xff\xff",
    ],
    ids=["empty", "reserved byte", "text", "too short", "a map", "cut off", "no UTF-8"],
)
def test_a_body_that_cannot_be_read_is_set_aside_and_its_neighbours_are_stored(
    journal: Journal, collector: Collector, database: Database, body: bytes
) -> None:
    assert journal.write([encode(visit(at=NOON)), body, encode(visit(at=NOON + 1))])
    assert collector.collect_once() == 3
    assert stored_times(database) == [NOON, NOON + 1]
    assert reasons(database) == {2: "unreadable"}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (visit(at=A_DAY_IN_1970), "clock"),
        (visit(at=NOON * 1000), "clock"),
        (visit(at=-1), "clock"),
        (visit(link_id=0), "no-link"),
        (visit(revision_id=0), "no-link"),
    ],
)
def test_a_visit_that_cannot_have_happened_is_set_aside(
    journal: Journal, collector: Collector, database: Database, bad: Visit, reason: str
) -> None:
    assert journal.write([encode(bad), encode(visit())])
    collector.collect_once()
    assert reasons(database) == {1: reason}
    assert len(stored_times(database)) == 1


@pytest.mark.parametrize(
    "bad", [visit(status=2**62), visit(link_id=2**63), miss(domain_id=2**63)], ids=["status", "link", "miss"]
)
def test_what_the_database_refuses_is_found_and_all_others_are_stored(
    journal: Journal, journal_dir: Path, any_database: Database, bad: Visit
) -> None:
    bodies = [encode(visit(at=NOON + number)) for number in range(20)]
    bodies[13] = encode(bad)
    assert journal.write(bodies)
    make_collector(any_database, journal_dir).collect_once()
    taken = any_database.dialect == "sqlite" and bad.status == 2**62  # its integers have room for that
    assert reasons(any_database) == ({} if taken else {14: "refused"})
    assert len(stored_times(any_database)) == (20 if taken else 19)
    assert audit(any_database, journal_dir).problems == []


def test_set_aside_visits_are_counted_by_the_audit_and_do_not_upset_it(
    journal: Journal, collector: Collector, database: Database, journal_dir: Path
) -> None:
    assert journal.write([b"?", encode(visit()), b"?"])
    collector.collect_once()
    found = audit(database, journal_dir)
    assert (found.received, found.stored, found.set_aside) == (3, 1, 2)
    assert found.reasons == {"unreadable": 2}
    assert found.adds_up


def drafts_of(visits: Iterable[Visit]) -> Drafts:
    """The first of a journal."""
    known = list(visits)
    return Drafts(range(1, len(known) + 1), known, [{} for _ in known])


@pytest.mark.parametrize("which", [1, 2, 3])
@pytest.mark.parametrize("error", [ZeroDivisionError, StopIteration])
def test_a_step_that_breaks_on_one_visit_stops_no_other(which: int, error: type[Exception]) -> None:
    def broken(one: Visit, _row: dict[str, Any]) -> None:
        if one.at == NOON + which:
            raise error

    drafts = drafts_of(visit(at=NOON + position) for position in (1, 2, 3))
    kept, asides = run_steps(drafts, Figures(), [("broken", broken), *STEPS])
    assert [row["clicked_at"] for row in kept] == [NOON + position for position in (1, 2, 3) if position != which]
    assert all("class" in row for row in kept)
    assert [(aside.position, aside.reason) for aside in asides] == [(which, "broken-step")]
    assert asides[0].detail == f"broken: {error.__name__}"


def test_steps_after_the_one_that_sets_aside_do_not_see_the_visit() -> None:
    seen: list[int] = []
    steps = [("odd", lambda one, _row: "odd" if one.at % 2 else None), ("see", lambda one, _row: seen.append(one.at))]
    run_steps(drafts_of(visit(at=at) for at in (1, 2, 3, 4)), Figures(), steps)
    assert seen == [2, 4]


def test_each_visit_that_two_steps_keep_back_is_set_aside_at_its_own_position() -> None:
    steps = [
        ("odd", lambda one, _row: "odd" if one.at % 2 else None),
        ("four", lambda one, _row: "four" if one.at == NOON + 4 else None),
        ("request", read_request),
    ]
    kept, asides = run_steps(drafts_of(visit(at=NOON + number) for number in range(1, 7)), Figures(), steps)
    assert [row["clicked_at"] for row in kept] == [NOON + 2, NOON + 6]
    assert [(aside.position, aside.reason) for aside in asides] == [(1, "odd"), (3, "odd"), (5, "odd"), (4, "four")]


def test_each_step_is_counted_and_timed(journal: Journal, collector: Collector) -> None:
    assert journal.write([encode(visit()), encode(visit(at=0)), encode(visit()), encode(miss())])
    collector.collect_once()
    steps = collector.figures.steps
    assert list(steps)[: len(STEPS)] == [name for name, _ in STEPS]
    assert (steps["sanity"].visits, steps["sanity"].set_aside) == (3, 1)
    assert (steps["request"].visits, steps["request"].set_aside) == (2, 0)
    assert all(figure.seconds > 0 for figure in steps.values())
    assert "sanity 3 visits (1 set aside)" in str(collector.figures)


def test_what_steps_did_is_told_to_other_processes_by_whoever_has_the_journals(
    journal: Journal, journal_dir: Path, database: Database
) -> None:
    assert told(journal_dir).steps == {}
    first, second = (make_collector(database, journal_dir) for _ in range(2))
    assert journal.write([encode(visit()), encode(visit(at=0)), b"?"])
    first.collect_once()
    found = told(journal_dir)
    assert found.steps["sanity"] == first.figures.steps["sanity"]
    assert found.set_aside == {"clock": 1, "unreadable": 1}
    with open(journal_dir / LOCK, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second.collect_once()
    assert told(journal_dir) == found


def test_a_file_that_is_none_tells_nothing(journal_dir: Path) -> None:
    journal_dir.mkdir(exist_ok=True)
    (journal_dir / NAME).write_text("half a")
    assert told(journal_dir) == Told()


def test_an_unreadable_body_is_not_repeated_in_logs(
    journal: Journal, collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert journal.write([b"\xa8192.0.2.77"])
    collector.collect_once()
    assert "192.0.2.77" not in caplog.text
