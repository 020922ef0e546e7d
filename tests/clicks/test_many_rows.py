"""Many rows at once, on every database: each arrives as it was, and those that are there are changed as told."""

import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from shortener.clicks.arrays import array_text, parameters, unnested
from shortener.clicks.bulk import insert_rows, is_among, upsert_rows
from shortener.clicks.tables import agents, link_days, link_quarters, misses, site_days
from shortener.stores import Database, open_database
from tests.clicks.journaling import rows_of

QUARTERS = ("link_id", "quarter", "class", "clicks")
ODD = ['"', "\\", "a,b", "{}", "NULL", "", " ", "\t", "\n", "\\N", "ünï", "🙂", "\x7f"]


def quarters(database: Database) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in rows_of(database, link_quarters)]


def upsert(database: Database, *rows: tuple[object, ...]) -> None:
    with database.write() as session:
        upsert_rows(session, link_quarters, QUARTERS, rows, add=("clicks",))


def test_new_rows_are_added_and_known_ones_changed(any_database: Database) -> None:
    upsert(any_database, (1, 5, "human", 2), (2, 5, "bot", 1))
    upsert(any_database, (1, 5, "human", 40), (1, 6, "human", 1))
    upsert(any_database)
    assert quarters(any_database) == [(1, 5, "human", 42), (1, 6, "human", 1), (2, 5, "bot", 1)]


def test_columns_may_come_in_any_order_and_be_left_out(any_database: Database) -> None:
    row = ("unknown", 1, "nobody", 3, 10, 20)
    columns = ("outcome", "domain_id", "slug", "count", "first_at", "last_at")
    with any_database.write() as session:
        upsert_rows(session, misses, columns, [row], key=("domain_id", "slug", "outcome"), add=("count",))
        upsert_rows(session, misses, columns, [row], key=("domain_id", "slug", "outcome"), add=("count",))
    (kept,) = rows_of(any_database, misses)
    assert (kept["slug"], kept["count"], kept["last_at"], kept["last_referrer"]) == ("nobody", 6, 20, None)


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_rows_are_inserted_however_many(any_database: Database, count: int) -> None:
    rows = [(number, 7, number.to_bytes(3, "big")) for number in range(count)]
    with any_database.write() as session:
        insert_rows(session, link_days, ("link_id", "day", "data"), rows)
    assert [tuple(row.values()) for row in rows_of(any_database, link_days)] == rows


@pytest.mark.parametrize("way", ["insert", "upsert"])
def test_text_and_bytes_arrive_as_they_are(any_database: Database, way: str) -> None:
    rows = [(bytes([number]) * 16, one) for number, one in enumerate(ODD)]
    with any_database.write() as session:
        if way == "insert":
            insert_rows(session, agents, ("digest", "agent"), rows)
        else:
            upsert_rows(session, agents, ("digest", "agent"), rows, key=("digest",))
    assert [(row["digest"], row["agent"]) for row in rows_of(any_database, agents)] == rows


def test_none_is_none(any_database: Database) -> None:
    rows = [(b"a" * 16, "one", None), (b"b" * 16, "two", "Firefox")]
    with any_database.write() as session:
        upsert_rows(session, agents, ("digest", "agent", "browser"), rows, key=("digest",))
        insert_rows(session, agents, ("digest", "agent", "browser"), [(b"c" * 16, "3", None), (b"d" * 16, "4", None)])
    assert [row["browser"] for row in rows_of(any_database, agents)] == [None, "Firefox", None, None]


def test_what_the_database_refuses_is_an_error_like_any_other(any_database: Database) -> None:
    twice = [(1, 7, b""), (1, 7, b"")]
    with pytest.raises(IntegrityError), any_database.write() as session:
        insert_rows(session, link_days, ("link_id", "day", "data"), twice)
    too_big = [(1, 7, b""), (2**63, 7, b"")]
    with pytest.raises((DataError, OverflowError)), any_database.write() as session:
        insert_rows(session, link_days, ("link_id", "day", "data"), too_big)
    with any_database.write() as session:
        insert_rows(session, link_days, ("link_id", "day", "data"), [(1, 7, b"x"), (2, 7, b"y")])
    assert len(rows_of(any_database, link_days)) == 2


@pytest.mark.parametrize("wanted", [[], [3], [1, 2, 999, -5], list(range(40_000))])
def test_any_number_of_numbers_can_be_asked_for(any_database: Database, wanted: list[int]) -> None:
    upsert(any_database, *[(number, 5, "human", 1) for number in range(50)])
    with any_database.read() as session:
        found = session.scalars(
            select(link_quarters.c.link_id).where(is_among(link_quarters.c.link_id, session, wanted))
        ).all()
    assert sorted(found) == [number for number in range(50) if number in wanted]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_an_array_is_read_back_as_it_was_written(postgresql_server: str, values: list[str | None]) -> None:
    with reading(postgresql_server) as session:
        assert session.scalar(text("SELECT CAST(:values AS text[])"), {"values": array_text(values)}) == values


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.none() | st.binary()), min_size=1))
def test_bytes_too(postgresql_server: str, rows: list[tuple[int, bytes | None]]) -> None:
    columns = ("day", "data")
    with reading(postgresql_server) as session:
        found = session.execute(unnested(site_days, columns), parameters(site_days, columns, rows))
        assert [tuple(row) for row in found] == rows


@contextlib.contextmanager
def reading(url: str) -> Iterator[Session]:
    database = open_database(url)
    with database.read() as session:
        yield session
    database.close()
