"""Databases: private files, transactions that are whole, errors in words."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from shortener.links.tables import Counter
from shortener.stores import Base, Database, Meta, StoreError, check_database, open_database, sqlite_path, upsert

META = Base.metadata.tables["meta"]


def values(database: Database, table: Table = META) -> dict[str, str]:
    with database.read() as session:
        return {row.name: row.value for row in session.execute(select(table))}


def test_a_new_sqlite_file_is_for_its_owner_only_and_so_are_those_beside_it(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new.db")
    Base.metadata.create_all(database.engine)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    database.close()
    assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}


def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "old.db").touch(0o640)
    (tmp_path / "old.db").chmod(0o640)
    database = open_database(f"sqlite:///{tmp_path}/old.db")
    check_database(database)
    database.close()
    assert (tmp_path / "old.db").stat().st_mode & 0o777 == 0o640


def write_and_fail(database: Database) -> None:
    with database.write() as session:
        session.add(Meta(name="a", value="1"))
        session.flush()
        raise ZeroDivisionError


def test_a_write_is_whole_or_nothing(any_database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(any_database)
    assert values(any_database) == {}


def test_writers_wait_for_each_other(any_database: Database) -> None:
    def count() -> None:
        for _ in range(20):
            with any_database.write() as session:
                found = session.scalars(select(Counter).where(Counter.name == "changes").with_for_update()).one()
                found.value += 1

    crowd = [threading.Thread(target=count) for _ in range(5)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    with any_database.read() as session:
        assert session.scalar(select(func.max(Counter.value))) == 100


def test_a_snapshot_stays_at_its_moment(any_database: Database) -> None:
    with any_database.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(META)) == 0
        with any_database.write() as other:
            other.add(Meta(name="late", value="x"))
        assert session.scalar(select(func.count()).select_from(META)) == 0
    assert values(any_database) == {"late": "x"}


def test_upsert_replaces_what_it_is_told_to_and_leaves_the_rest(any_database: Database) -> None:
    with any_database.write() as session:
        session.execute(upsert(META, any_database.dialect, [{"name": "a", "value": "1"}]))
        session.execute(upsert(META, any_database.dialect, [{"name": "a", "value": "2"}, {"name": "b", "value": "2"}]))
    assert values(any_database) == {"a": "1", "b": "2"}
    with any_database.write() as session:
        session.execute(upsert(META, any_database.dialect, [{"name": "a", "value": "3"}], put=("value",)))
    assert values(any_database) == {"a": "3", "b": "2"}


def test_a_url_that_makes_no_sense_is_refused_without_its_password() -> None:
    for url in ("nonsense", "nosuchdatabase://u:swordfish@localhost/x"):
        with pytest.raises(StoreError) as caught:
            open_database(url)
        assert "swordfish" not in str(caught.value)


def test_a_server_that_is_away_is_named_without_its_password() -> None:
    database = open_database("postgresql+psycopg://u:swordfish@[::1]:1/x")
    with pytest.raises(StoreError) as caught:
        check_database(database)
    database.close()
    assert "can't be used" in str(caught.value)
    assert "swordfish" not in str(caught.value)


def test_the_file_of_a_url_is_known() -> None:
    assert sqlite_path("sqlite:////var/lib/x.db") == Path("/var/lib/x.db")
    assert sqlite_path("sqlite://") is None
    assert sqlite_path("postgresql://localhost/x") is None
