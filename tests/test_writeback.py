"""SQLite's log goes to the disk after each commit and home when it is long, whoever reads or dies meanwhile."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from shortener import writeback as module
from shortener.stores import Database, open_database

PAGE, FRAME = 4096, 4096 + 24
ROW = 10 * PAGE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shortener.db"


@pytest.fixture
def database(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A lazy one, whose log is long with 50 pages."""
    monkeypatch.setattr(module, "LONG", 50)
    first = open_database(f"sqlite:///{path}")
    with first.write() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        session.execute(text("CREATE TABLE things (thing BLOB)"))
    first.close()
    database = open_database(f"sqlite:///{path}", lazy=True)
    yield database
    database.close()


def add(database: Database) -> None:
    """A dozen pages."""
    with database.unhurried(), database.write() as session:
        session.execute(text("INSERT INTO things VALUES (zeroblob(:size))"), {"size": ROW})


def count(database: Database) -> int:
    with database.read() as session:
        return int(session.scalar(text("SELECT count(*) FROM things")) or 0)


def pages_at_home(path: Path) -> int:
    return path.stat().st_size // PAGE


def frames(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size // FRAME


def test_a_log_that_is_long_is_written_home_and_begun_anew(database: Database, path: Path) -> None:
    before, most = pages_at_home(path), 0
    for number in range(40):
        add(database)
        assert count(database) == number + 1
        most = max(most, frames(path))
    assert 50 <= most < 90
    assert pages_at_home(path) - before > 40 * 10 - 90
    with database.read() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_while_somebody_reads_the_log_grows_and_is_written_home_afterwards(database: Database, path: Path) -> None:
    add(database)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM things")) == 1
        for _ in range(20):
            add(database)
        assert frames(path) > 200
        assert session.scalar(text("SELECT count(*) FROM things")) == 1
    grown = frames(path)
    for _ in range(20):
        add(database)
    assert count(database) == 41
    assert frames(path) < grown + 90
    assert pages_at_home(path) > 300


def test_an_error_in_the_block_is_the_callers_and_the_next_commit_goes_on(database: Database) -> None:
    for _ in range(4):
        add(database)
    with pytest.raises(ZeroDivisionError), database.unhurried():
        raise ZeroDivisionError
    for _ in range(4):
        add(database)
    assert count(database) == 8


def torn(old: bytes, new: bytes, arrived: str) -> bytes:
    """A file of which nothing, all, or each other page that was written since has reached the disk."""
    pages = range(0, len(new), PAGE)
    taken = {"nothing": pages[:0], "half": pages[::2], "all": pages}[arrived]
    return b"".join(new[at : at + PAGE] if at in taken else old[at : at + PAGE] for at in pages)


@pytest.mark.parametrize("arrived", ["nothing", "half", "all"])
@pytest.mark.parametrize("moment", range(5))
def test_a_power_cut_while_the_log_is_written_home_loses_nothing_that_was_committed(
    moment: int, arrived: str, database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any piece, the log as it was forced to disk is enough, whatever of the file itself has arrived there."""
    for _ in range(5):
        add(database)
    left, calls, before = path.with_name("left"), 0, path.read_bytes()

    def cut(*_: object) -> int:
        nonlocal calls
        if calls == moment:
            left.mkdir()
            (left / path.name).write_bytes(torn(before, path.read_bytes(), arrived))
            shutil.copy(path.with_name(f"{path.name}-wal"), left)
        calls += 1
        return 0

    monkeypatch.setattr(module, "_sync_range", cut)
    add(database)
    assert calls > moment
    after = open_database(f"sqlite:///{left / path.name}")
    assert count(after) == 6
    with after.read() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    after.close()


def test_where_there_is_no_file_there_is_nothing_to_do() -> None:
    database = open_database("sqlite://")
    with database.unhurried(), database.write() as session:
        session.execute(text("CREATE TABLE things (thing BLOB)"))
    database.settle()
    database.close()


def test_where_the_kernel_writes_no_pieces_the_sync_alone_does(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_sync_range", None)
    for _ in range(10):
        add(database)
    assert count(database) == 10
