"""The migrations make exactly the tables that the code works with, on each database, and can be taken back."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from shortener import schema, versions
from shortener.settings import Settings
from shortener.stores import Database, StoreError, open_database

NO_TABLES = ["The database has no tables yet; run `shortener db upgrade`."]


pytestmark = pytest.mark.stores("sqlite", "postgresql", "mariadb")


@pytest.fixture
def empty(settings: Settings) -> Iterator[Database]:
    settings.data_dir.mkdir()
    with contextlib.closing(open_database(settings.database)) as database:
        yield database


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def test_an_empty_database_is_new_and_gets_every_table(empty: Database) -> None:
    assert versions.is_new(empty)
    assert schema.check(empty) == NO_TABLES
    schema.upgrade(empty)
    assert not versions.is_new(empty)
    assert versions.is_current(empty)
    assert schema.check(empty) == []
    assert tables(empty) >= {"meta", "people", "links", "slugs", "clicks", "link_days", "jobs"}


def test_up_down_and_up_again_ends_where_it_began(empty: Database) -> None:
    schema.upgrade(empty)
    made = tables(empty)
    schema.downgrade(empty)
    assert tables(empty) == {"alembic_version"}
    assert versions.is_new(empty)
    schema.upgrade(empty)
    assert tables(empty) == made
    assert schema.check(empty) == []


def test_every_single_step_can_be_taken_back(empty: Database) -> None:
    seen = [tables(empty) - {"alembic_version"}]
    steps = ["0001", "0002", "0003", "0004"]
    for step in steps:
        schema.upgrade(empty, to=step)
        seen.append(tables(empty) - {"alembic_version"})
    for step, before in zip([*reversed(steps[:-1]), "base"], reversed(seen[:-1]), strict=True):
        schema.downgrade(empty, to=step)
        assert tables(empty) - {"alembic_version"} == before


def test_an_older_schema_is_told_apart_and_brought_up(empty: Database) -> None:
    schema.upgrade(empty, to="0002")
    assert not versions.is_current(empty)
    assert schema.check(empty) == ["The database is at 0002, this version wants 0031; run `shortener db upgrade`."]
    schema.upgrade(empty)
    assert schema.check(empty) == []


def test_a_newer_schema_is_named_and_left_alone(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    schema.upgrade(empty)
    assert schema.check(empty) == ["The database is at 9999, made by a newer version than this one, which knows 0031."]


def test_a_column_that_is_missing_is_reported(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.write() as session:
        session.execute(text("ALTER TABLE tags DROP COLUMN colour"))
    assert schema.check(empty) == ["The database differs from this version's tables: add_column tags.colour."]


def test_two_processes_that_migrate_at_once_both_succeed(empty: Database) -> None:
    failures: list[Exception] = []

    def migrate() -> None:
        database = open_database(str(empty.engine.url.render_as_string(hide_password=False)))
        try:
            schema.upgrade(database)
        except Exception as error:
            failures.append(error)
        finally:
            database.close()

    crowd = [threading.Thread(target=migrate) for _ in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert failures == []
    assert schema.check(empty) == []


@pytest.mark.stores("mariadb")
def test_a_migration_that_fails_where_none_can_be_taken_back_asks_for_a_backup(empty: Database) -> None:
    with empty.write() as session:
        session.execute(text("CREATE TABLE tags (id INTEGER)"))  # in the way of 0002
    with pytest.raises(StoreError, match=r"tags.*put back a backup"):
        schema.upgrade(empty)


@pytest.mark.stores("sqlite", "postgresql")
def test_a_migration_that_fails_leaves_nothing_behind(empty: Database) -> None:
    with empty.write() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("CREATE TABLE tags (id INTEGER)"))  # in the way of 0002
    with pytest.raises(Exception, match="tags"):
        schema.upgrade(empty)
    assert tables(empty) == {"alembic_version", "tags"}
    assert versions.is_new(empty)


def test_a_file_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    with contextlib.closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE recipes (name TEXT)")
        theirs.execute("CREATE TABLE links (url TEXT)")
    database = open_database(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="another program's database \\(it has links, recipes\\)") as refusal:
        schema.upgrade(database)
    assert str(path) in str(refusal.value)
    assert schema.check(database) == [str(refusal.value)]
    assert tables(database) == {"recipes", "links"}
    database.close()


@pytest.mark.stores("postgresql", "mariadb")
def test_a_server_s_schema_may_have_tables_of_others(empty: Database) -> None:
    with empty.write() as session:
        session.execute(text("CREATE TABLE recipes (name TEXT)"))
    schema.upgrade(empty)
    assert tables(empty) >= {"recipes", "links"}


@pytest.mark.stores("postgresql")
def test_clicks_are_partitioned_by_time_on_postgresql(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.write() as session:
        how = session.execute(text("SELECT pg_get_partkeydef('clicks'::regclass)")).scalar_one()
        session.execute(
            text(
                "INSERT INTO clicks (clicked_at, link_id, revision_id, status, method, via, class, node)"
                " VALUES (1700000000000, 1, 1, 302, 'GET', 'direct', 'unknown', 'n')"
            )
        )
        row = session.execute(text("SELECT tableoid::regclass::text, id FROM clicks")).one()
    assert how == "RANGE (clicked_at)"
    assert tuple(row) == ("clicks_rest", 1)


@pytest.mark.stores("postgresql")
def test_packed_counts_are_compressed_by_lz4_on_postgresql(empty: Database) -> None:
    wanted = [
        *[("link_days", "data"), ("link_spans", "data"), ("link_spans", "days")],
        *[("site_days", "data"), ("site_spans", "data"), ("site_spans", "days")],
    ]
    schema.upgrade(empty)
    assert compressed(empty) == wanted
    schema.downgrade(empty, to="0030")
    assert compressed(empty) == []
    schema.upgrade(empty)
    assert compressed(empty) == wanted


def compressed(database: Database) -> list[tuple[str, str]]:
    found = text("SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attcompression = 'l' ORDER BY 1, 2")
    with database.read() as session:
        return [(table, column) for table, column in session.execute(found)]


def test_the_changes_are_counted_from_nought(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.read() as session:
        assert session.execute(text("SELECT name, value FROM counters")).all() == [("changes", 0)]


def test_a_checkout_without_migrations_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MIGRATIONS", tmp_path / "nowhere")
    database = open_database(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(StoreError, match="complete checkout"):
        schema.upgrade(database)
    database.close()
