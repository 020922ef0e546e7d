"""Lists without slugs, text replaced in targets, and what the queue does of a batch."""

import functools
import threading

import pytest

from shortener.accounts import people
from shortener.bulk import applying, register
from shortener.bulk.pasted import pasted_rows
from shortener.bulk.repoint import repoint_row
from shortener.bulk.rows import How
from shortener.bulk.steps import WHY, go_on, run
from shortener.bulk.tables import APPLIED, APPLYING, LIST, READY, REPLACE, STOPPED, UNDOING, Batch
from shortener.clock import now_ms
from shortener.jobs import Runner
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.stores import Database
from shortener.work import Job
from tests.bulk.conftest import Bench

A, B = "https://example.org/a", "https://example.org/b"


def test_a_target_alone_gets_a_random_slug_or_the_link_that_it_has(bench: Bench, library: Library) -> None:
    there = library.create(Draft(target=A, slug="there"), None)
    batch = bench.make(LIST, list(pasted_rows(f"{A}\n{B}\n{B}\nmine {A}")), nameless=True)
    run(bench.database, library, batch)
    assert [row.verdict for row in bench.rows(batch)] == ["unchanged", "created", "unchanged", "created"]
    bench.step(batch, APPLYING)
    rows = bench.rows(batch)
    assert [row.slug for row in rows] == ["there", rows[1].slug, rows[1].slug, "mine"]
    assert (rows[0].link_id, len(rows[1].slug)) == (there.id, 6)
    assert rows[2].link_id == rows[1].link_id


def test_text_in_targets_is_replaced_as_each_stands_then(bench: Bench, library: Library) -> None:
    links = [
        library.create(Draft(target=f"https://old.example/{slug}", slug=slug, printed=slug == "c"), None)
        for slug in "abc"
    ]
    rows = [repoint_row(number, link) for number, link in enumerate(links, 1)]
    library.edit(links[1].id, Edit(target=B), None)
    batch = bench.make(REPLACE, rows, find="old.example", put="new.example")
    run(bench.database, library, batch)
    assert [row.verdict for row in bench.rows(batch)] == ["changed", "unchanged", "refused"]
    assert bench.told(bench.step(batch, APPLYING)) == ["done", "same", "refused"]
    assert library.get(links[0].id).target == "https://new.example/a"
    bench.step(batch, UNDOING)
    assert library.get(links[0].id).target == "https://old.example/a"


def test_a_target_that_no_link_may_have_is_refused_before_anything_is_done(bench: Bench, library: Library) -> None:
    link = library.create(Draft(target=A, slug="a"), None)
    batch = bench.make(REPLACE, [repoint_row(1, link)], find="https", put="javascript")
    run(bench.database, library, batch)
    assert bench.told(batch) == ["refused"]


def runner(bench: Bench, stop: threading.Event) -> Runner:
    return Runner(bench.database, "test", {register.BULK: functools.partial(go_on, bench.library, stop)})


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(register, "QUICK", 2)
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    return "slug,target\n" + "".join(f"n{number},{A}\n" for number in range(5))


def test_the_queue_does_what_is_long_in_the_name_of_whoever_began_it(bench: Bench, library: Library, many: str) -> None:
    batch = bench.file(many)
    assert runner(bench, threading.Event()).run_one()
    assert bench.now(batch).state == READY
    with bench.database.write() as session:
        register.begin(session, session.get_one(Batch, batch.id), APPLYING, 1, now_ms())
    assert runner(bench, threading.Event()).run_one()
    assert (bench.now(batch).state, bench.now(batch).done) == (APPLIED, 5)
    assert (found := library.find("", "n4")) is not None
    assert found.updated_by_id == 1
    assert not runner(bench, threading.Event()).run_one()


def test_told_to_stop_it_goes_on_later_where_it_was(bench: Bench, library: Library, many: str) -> None:
    batch = bench.checked(many)
    with bench.database.write() as session:
        register.begin(session, session.get_one(Batch, batch.id), APPLYING, 1, now_ms())
    assert applying.apply_some(library, bench.now(batch))
    stop = threading.Event()
    stop.set()
    runner(bench, stop).run_one()
    assert (bench.now(batch).state, bench.told(batch).count("done")) == (APPLYING, 2)
    runner(bench, threading.Event()).run_one()
    assert (bench.now(batch).state, bench.told(batch)) == (APPLIED, ["done"] * 5)


def test_who_may_not_write_any_more_does_not_go_on(bench: Bench, many: str) -> None:
    batch = bench.file(many)
    with bench.database.write() as session:
        people.add(session, "grace", "correct horse battery", "admin")
        people.change_role(session, "ada", "viewer")
    runner(bench, threading.Event()).run_one()
    assert (bench.now(batch).state, bench.now(batch).error) == (STOPPED, WHY)


def test_a_short_one_leaves_nothing_in_the_queue_and_old_ones_are_forgotten(
    bench: Bench, any_database: Database
) -> None:
    batch = bench.checked(f"slug,target\na,{A}\n")
    with any_database.read() as session:
        assert session.query(Job).filter(Job.kind == register.BULK).count() == 0
        assert register.how_of(batch) == How(change=True, owner_id=1)
    with any_database.write() as session:
        register.prune(session, now_ms() + 1)
    with any_database.read() as session:
        assert (register.latest(session, 9), bench.rows(batch)) == ([], [])
