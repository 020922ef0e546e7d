"""The export has every click once, as it was when it happened."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert, select, text

from shortener.clicks.tables import agents
from shortener.reports.export import wanted
from shortener.reports.export.mark import safe_mark
from shortener.reports.export.rows import CLICK_COLUMNS, STORED, ClickRow
from shortener.reports.export.rowwise import click_pages
from shortener.reports.export.wanted import START, Wanted, count_of, page_of
from shortener.reports.files import write_csv
from shortener.reports.moments import iso_ms
from shortener.reports.scope import Scope
from shortener.stores import Database
from tests.reports.clicking import add_clicks, add_link
from tests.reports.test_periods import ms

DOCUMENTED = (
    "id clicked_at domain slug requested target status method via referrer referrer_host channel country ip_family "
    "ip_prefix browser os device language visitor_class visitor_reason rules_version visitor campaign node"
)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted, "PAGE", 3)


def click_rows(database: Database, **words: Any) -> Iterator[ClickRow]:
    return chain.from_iterable(click_pages(database, Wanted(mark=safe_mark(database), **words)))


def test_the_columns_are_the_documented_ones_in_their_order() -> None:
    assert " ".join(CLICK_COLUMNS) == DOCUMENTED


def test_a_full_row_says_all_that_is_known(any_database: Database) -> None:
    add_link(any_database, slug="scratch-new", target="https://scratch.mit.edu/")
    full = {
        "clicked_at": ms("2026-11-22T10:11:12.345Z"),
        "requested": "scratch-new.",
        "via": "proxied",
        "referrer": "https://a.example/page",
        "referrer_host": "a.example",
        "channel": "social",
        "country": "GB",
        "family": 6,
        "prefix": "2001:db8:1::/48",
        "agent_id": 7,
        "language": "en-GB",
        "reason": "browser",
        "rules_version": "1",
        "visitor": -1,
        "campaign": "poster",
        "node": "node1",
    }
    with any_database.write() as session:
        agent = {"id": 7, "digest": b"7" * 16, "agent": "x", "browser": "Firefox", "os": "Linux", "device": "desktop"}
        session.execute(insert(agents), [agent])
    add_clicks(any_database, [full])
    assert list(click_rows(any_database)) == [
        ClickRow(
            id=1,
            clicked_at="2026-11-22T10:11:12.345Z",
            domain="rpf.io",
            slug="scratch-new",
            requested="scratch-new.",
            target="https://scratch.mit.edu/",
            status=302,
            method="GET",
            via="proxied",
            referrer="https://a.example/page",
            referrer_host="a.example",
            channel="social",
            country="GB",
            ip_family=6,
            ip_prefix="2001:db8:1::/48",
            browser="Firefox",
            os="Linux",
            device="desktop",
            language="en-GB",
            visitor_class="human",
            visitor_reason="browser",
            rules_version="1",
            visitor="ffffffffffffffff",
            campaign="poster",
            node="node1",
        )
    ]


def test_what_is_not_known_is_an_empty_cell(database: Database) -> None:
    add_link(database)
    add_clicks(database, [{}])
    sink = io.StringIO()
    write_csv(click_rows(database), CLICK_COLUMNS, sink)
    row = next(csv.DictReader(io.StringIO(sink.getvalue())))
    known = {name: value for name, value in row.items() if value}
    assert known == {
        "id": "1",
        "clicked_at": "1970-01-01T00:00:00.000Z",
        "domain": "rpf.io",
        "slug": "new",
        "target": "https://example.org/",
        "status": "302",
        "method": "GET",
        "via": "direct",
        "visitor_class": "human",
        "node": "test",
    }


def test_a_click_keeps_the_slug_and_target_that_were_served(database: Database) -> None:
    add_link(database, 1, slug="old", target="https://old.example/")
    add_link(database, 2, slug="new", target="https://new.example/")
    add_clicks(database, [{"link_id": 1, "revision_id": 1}, {"link_id": 1, "revision_id": 2}])
    assert [(row.slug, row.target) for row in click_rows(database)] == [
        ("old", "https://old.example/"),
        ("new", "https://new.example/"),
    ]


def test_every_click_comes_once_over_many_pages(any_database: Database, small_pages: None) -> None:
    add_link(any_database)
    add_clicks(any_database, [{"clicked_at": at} for at in (5, 5, 5, 5, 5, 9, 1, 1, 5, 5, 7)])
    assert [row.id for row in click_rows(any_database)] == list(range(1, 12))
    in_order_of_time = [row.id for row in click_rows(any_database, since_ms=0)]
    assert in_order_of_time == [7, 8, 1, 2, 3, 4, 5, 9, 10, 11, 6]


def test_an_export_can_be_of_one_link_and_a_time(any_database: Database, small_pages: None) -> None:
    add_link(any_database, 1, "one")
    add_link(any_database, 2, "two")
    add_clicks(any_database, [{"link_id": 1 + at % 2, "revision_id": 1 + at % 2, "clicked_at": at} for at in range(20)])
    some = Wanted(mark=20, scope=Scope(link_id=2), since_ms=3, until_ms=17)
    found = list(chain.from_iterable(click_pages(any_database, some)))
    assert [row.clicked_at for row in found] == [iso_ms(at) for at in range(3, 17, 2)]
    assert {row.slug for row in found} == {"two"}
    with any_database.read() as session:
        assert count_of(session, some) == len(found)
        assert count_of(session, Wanted(mark=20)) == 20
        assert count_of(session, Wanted(mark=20), (0, 15)) == 5


def test_clicks_that_are_stored_meanwhile_are_left_out(database: Database, small_pages: None) -> None:
    add_link(database)
    add_clicks(database, [{}] * 7)
    rows = click_rows(database)
    first = next(rows)
    add_clicks(database, [{}] * 7)
    assert [row.id for row in (first, *rows)] == list(range(1, 8))


def test_no_transaction_is_open_while_a_slow_reader_takes_the_rows(database: Database, small_pages: None) -> None:
    add_link(database)
    add_clicks(database, [{}] * 7)
    rows = click_rows(database)
    for _ in rows:
        assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # every file database has a QueuePool


def test_a_page_takes_three_queries_at_most(database: Database, small_pages: None) -> None:
    add_link(database)
    add_clicks(database, [{}] * 6)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    assert len(list(click_rows(database))) == 6
    assert len([sql for sql in asked if "FROM clicks" in sql]) == 4
    assert len([sql for sql in asked if "FROM link_revisions" in sql]) == 1


def test_a_click_whose_revision_is_gone_is_still_a_row(database: Database) -> None:
    add_clicks(database, [{"revision_id": 99}])
    assert [(row.id, row.slug, row.target) for row in click_rows(database)] == [(1, "", "")]


def test_pages_of_one_link_follow_its_index(database: Database) -> None:
    add_clicks(database, [{"link_id": at % 50, "clicked_at": at} for at in range(1000)])
    on_server = database.dialect == "postgresql"
    with database.read() as session:
        if on_server:  # a table this small would be read as a whole
            for statement in ("ANALYZE clicks", "SET enable_seqscan = off", "SET enable_bitmapscan = off"):
                session.execute(text(statement))
        question = Wanted(mark=1000, scope=Scope(link_id=1), since_ms=5, until_ms=900)
        sql = str(
            page_of(select(*STORED), question, START).compile(
                session.connection(), compile_kwargs={"literal_binds": True}
            )
        )
        explain = "EXPLAIN" if on_server else "EXPLAIN QUERY PLAN"
        plan = " ".join(str(row[-1]) for row in session.connection().exec_driver_sql(f"{explain} {sql}"))
    conditions = {
        "sqlite": r"ix_clicks_link_id_clicked_at \(link_id=\? AND clicked_at>\? AND clicked_at<\?\)",
        "postgresql": r"link_id_clicked_at_idx on clicks_rest .*Index Cond: "
        r"\(\(link_id = 1\) AND \(clicked_at >= 5\) AND \(clicked_at < 900\)",
    }
    assert re.search(conditions[database.dialect], plan), plan


def test_no_clicks_are_no_rows(database: Database) -> None:
    assert list(click_rows(database)) == []


@given(st.integers(0, 4_000_000_000_000))
def test_times_are_written_to_the_millisecond(at: int) -> None:
    assert ms(iso_ms(at)) == at
    assert len(iso_ms(at)) == 24
