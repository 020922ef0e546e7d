"""The database is brought up to date by command, and checked."""

import contextlib
import sqlite3
import subprocess
from pathlib import Path

import pytest

from shortener.accounts.secret import local_secret
from shortener.settings import Settings
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.disks import needs_mount, tiny_disk


def test_an_empty_place_gets_its_tables_and_default_domain(bare: Shell, settings: Settings) -> None:
    assert bare("db", "upgrade").out == "The database is up to date.\n"
    assert (settings.data_dir / "shortener.db").exists() or settings.database_url
    assert [domain["host"] for domain in bare("domain", "list", "--json").json] == ["localhost"]


def test_a_secret_key_is_made_once_so_that_any_web_server_can_start(bare: Shell, settings: Settings) -> None:
    assert bare("db", "upgrade").status == 0
    secret = local_secret(settings)
    assert bare("db", "upgrade").status == 0
    assert local_secret(settings) == secret


def test_doing_it_again_changes_nothing(shell: Shell) -> None:
    assert shell("db", "upgrade").status == 0
    assert shell("db", "upgrade").status == 0
    assert shell("db", "check").out == "The database is up to date.\n"


def test_check_tells_of_a_database_without_tables_and_makes_none(bare: Shell) -> None:
    for _ in range(2):
        answer = bare("db", "check")
        assert (answer.status, answer.out) == (1, "")
        assert "shortener db upgrade" in answer.err


def test_check_tells_what_differs(shell: Shell, database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE set_aside")
    answer = shell("db", "check", "--json")
    assert answer.status == 1
    assert ["set_aside" in problem for problem in answer.json["problems"]] == [True]
    assert shell("db", "check").status == 1


def test_an_older_database_is_upgraded(shell: Shell, database: Database) -> None:
    from shortener import schema

    schema.downgrade(database, to="0001")
    assert shell("link", "list").status == 1
    assert shell("db", "upgrade").status == 0
    assert shell("link", "list").status == 0


@pytest.mark.stores("sqlite")
def test_a_file_of_another_program_is_refused_by_every_command(bare: Shell, settings: Settings) -> None:
    settings.data_dir.mkdir()
    with contextlib.closing(sqlite3.connect(settings.data_dir / "shortener.db")) as theirs:
        theirs.execute("CREATE TABLE recipes (name TEXT)")
        for words in (("db", "upgrade"), ("db", "check"), ("link", "list")):
            answer = bare(*words)
            assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
            assert "another program's database (it has recipes)" in answer.err
        assert theirs.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


@pytest.mark.parametrize("words", [("db", "check"), ("link", "list"), ("export", "links"), ("clicks", "audit")])
def test_looking_at_a_database_takes_no_data_folder(
    shell: Shell, database: Database, tmp_path: Path, words: tuple[str, ...]
) -> None:
    nowhere = tmp_path / "a file"
    nowhere.touch()
    url = database.engine.url.render_as_string(hide_password=False)
    assert shell(*words, SHORTENER_DATABASE_URL=url, SHORTENER_DATA_DIR=str(nowhere)).status == 0


@needs_mount
@pytest.mark.stores("sqlite")
def test_a_disk_that_can_only_be_read_is_called_so(bare: Shell, settings: Settings) -> None:
    with tiny_disk(settings.data_dir, 2000):
        assert bare("db", "upgrade").status == 0
        subprocess.run(["mount", "-o", "remount,ro", str(settings.data_dir)], check=True)
        answer = bare("link", "list")
    assert answer.err == f"Error: SHORTENER_DATA_DIR: can't write in {settings.data_dir}: Read-only file system.\n"
