"""Visitors are told apart for a day, by a salt that is destroyed the day after."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.salts import LENGTH, Salts
from shortener.clicks.tables import clicks, link_visitors, salts, site_visitors
from shortener.clock import now_ms
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import DAY, rows_of
from tests.clicks.test_classes import CHROME
from tests.clicks.visiting import collect, write
from tests.visits import a_visit

HOME, OFFICE = "2001:db8:1:2::3", "2001:db8:1:3::3"


@pytest.fixture
def visitors(journal: Journal, database: Database) -> Any:
    """The numbers of visitors that visits of today leave."""

    def stored(*changes: dict[str, Any]) -> list[int | None]:
        plain = {"at": now_ms(), "agent": CHROME, "address": HOME}
        write(journal, [a_visit(**(plain | change)) for change in changes])
        collect(database, journal.folder.parent)
        return [row["visitor"] for row in rows_of(database, clicks)][-len(changes) :]

    return stored


def test_one_visitor_has_one_number_whatever_was_clicked(visitors: Any) -> None:
    first, second = visitors({"link_id": 1}, {"link_id": 2, "address": "2001:db8:1:2:ffff::9"})
    assert first == second is not None


def test_others_have_others(visitors: Any) -> None:
    found = visitors({}, {"address": OFFICE}, {"agent": CHROME + " Edg/140.0"}, {"address": "192.0.2.1"})
    assert len(set(found)) == 4


def test_an_ipv4_address_is_the_same_however_it_is_wrapped(visitors: Any) -> None:
    found = visitors(*({"address": one} for one in ("192.0.2.1", "::ffff:192.0.2.1", "64:ff9b::c000:201")))
    assert len(set(found)) == 1


def test_who_asks_for_privacy_or_is_not_known_has_none(visitors: Any) -> None:
    assert visitors({"private": True}, {"address": "", "via": "unknown"}) == [None, None]


def test_a_click_that_arrives_after_its_salt_is_gone_has_none(visitors: Any) -> None:
    assert visitors({"at": now_ms() - 3 * DAY}) == [None]


def test_all_nodes_share_a_days_salt_and_older_ones_are_destroyed(any_database: Database) -> None:
    calendar, today = Calendar("UTC"), now_ms() // DAY * DAY
    nodes = [Salts(any_database, calendar) for _ in range(2)]
    days = [calendar.day_of((today + number * DAY) // QUARTER_MS) for number in range(3)]
    for number, day in enumerate(days):
        for node in nodes:
            node.refresh(today + number * DAY)
        assert nodes[0].of(day) == nodes[1].of(day)
        assert len(nodes[0].of(day) or b"") == LENGTH
    assert [node.of(days[0]) for node in nodes] == [None, None]
    with any_database.read() as session:
        assert list(session.scalars(select(salts.c.day).order_by(salts.c.day))) == days[1:]


def test_a_destroyed_salt_is_nowhere_in_the_file(database: Database, settings: Any) -> None:
    if database.dialect != "sqlite":
        pytest.skip("a server's files are its own")
    calendar, known = Calendar("UTC"), Salts(database, Calendar("UTC"))
    today = now_ms()
    known.refresh(today)
    salt = known.of(calendar.day_of(today // QUARTER_MS))
    assert salt is not None
    for number in (1, 2):
        known.refresh(today + number * DAY)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    files: list[Path] = list(settings.data_dir.glob("shortener.db*"))
    assert files
    assert not any(salt in path.read_bytes() for path in files)


@pytest.mark.stores("postgresql")
def test_what_autovacuum_does_within_minutes_takes_a_destroyed_salt_out_of_the_servers_file(database: Database) -> None:
    known, today = Salts(database, Calendar("UTC")), now_ms()
    days = [Calendar("UTC").day_of((today + number * DAY) // QUARTER_MS) for number in range(4)]
    for number in range(4):
        known.refresh(today + number * DAY)
        kept = [known.of(day) for day in days]
        if number == 0:
            gone = kept[0]
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
            server.execute(text("VACUUM salts"))
            server.execute(text("CHECKPOINT"))
            options = server.scalar(text("SELECT reloptions FROM pg_class WHERE oid = 'salts'::regclass"))
            file = Path(server.scalar(text("SHOW data_directory"))) / server.scalar(
                text("SELECT pg_relation_filepath('salts')")
            )
    assert set(options) == {"autovacuum_vacuum_threshold=0", "autovacuum_vacuum_scale_factor=0"}
    assert gone is not None
    assert gone not in file.read_bytes()
    assert kept[3] in file.read_bytes()


def test_people_are_counted_by_day_of_each_link_and_of_the_site(visitors: Any, any_database: Database) -> None:
    visitors({"link_id": 1}, {"link_id": 1}, {"link_id": 2}, {"link_id": 1, "address": OFFICE}, {"agent": "curl/8.7.1"})
    assert {row["link_id"]: row["visitors"] for row in rows_of(any_database, link_visitors)} == {1: 2, 2: 1}
    assert [row["visitors"] for row in rows_of(any_database, site_visitors)] == [2]
    visitors({"link_id": 1}, {"link_id": 2, "address": OFFICE})
    assert {row["link_id"]: row["visitors"] for row in rows_of(any_database, link_visitors)} == {1: 2, 2: 2}
    assert [row["visitors"] for row in rows_of(any_database, site_visitors)] == [2]
