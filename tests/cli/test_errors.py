"""Whatever is wrong, an operator reads one sentence about it, and nothing was changed."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from tests.cli.conftest import Answer, Shell


def sentence(answer: Answer) -> str:
    """The one line on standard error of a command that failed."""
    assert answer.status == 1
    assert answer.err.startswith("Error: ")
    assert answer.err.count("\n") == 1
    assert answer.out == ""
    return answer.err


def test_a_setting_that_makes_no_sense_is_named(bare: Shell) -> None:
    assert "SHORTENER_WORKERS: 'many'" in sentence(bare("link", "list", SHORTENER_WORKERS="many"))


def test_a_secret_setting_is_not_repeated(bare: Shell) -> None:
    answer = bare("link", "list", SHORTENER_DATABASE_URL="nonsense://user:hunter2@host/db")
    assert "SHORTENER_DATABASE_URL" in sentence(answer)
    assert "hunter2" not in answer.err


@pytest.mark.stores("sqlite")
def test_a_database_file_that_is_not_one_is_left_alone(bare: Shell, settings: Settings) -> None:
    settings.data_dir.mkdir()
    path = settings.data_dir / "shortener.db"
    path.write_text("My recipes\n" * 100)
    assert "not a database" in sentence(bare("link", "list"))
    assert path.read_text() == "My recipes\n" * 100


def test_a_database_that_nobody_serves_is_one_line(bare: Shell) -> None:
    answer = bare("link", "list", SHORTENER_DATABASE_URL="postgresql+psycopg://me:hunter2@[::1]:9/db")
    assert "can't be used" in sentence(answer)
    assert "hunter2" not in answer.err


@pytest.mark.stores("sqlite")
def test_a_data_folder_that_can_not_be_is_named(bare: Shell, settings: Settings) -> None:
    settings.data_dir.write_text("a file")
    assert f"can't write in {settings.data_dir}" in sentence(bare("link", "list"))


def test_a_database_of_another_version_is_refused(shell: Shell, database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert "run `shortener db upgrade`" in sentence(shell("link", "list"))
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'zzzz'")
    assert "newer version" in sentence(shell("link", "list"))
    assert "newer version" in sentence(shell("db", "upgrade"))


def test_a_table_that_vanished_is_one_line(shell: Shell, database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE link_totals")
    words = sentence(shell("link", "list"))
    assert words.startswith("Error: The database can't be used: ")
    assert "link_totals" in words


def test_a_misspelled_setting_is_told_once_and_does_no_harm(shell: Shell) -> None:
    answer = shell("link", "list", SHORTENER_WORKER="3")
    assert answer.status == 0
    assert answer.err.count("did you mean SHORTENER_WORKERS?") == 1


@pytest.mark.parametrize(
    "words", [("nonsense",), ("link", "nonsense"), ("link", "list", "--nonsense"), ("link", "add")]
)
def test_a_command_that_does_not_exist_is_a_usage_error(bare: Shell, words: tuple[str, ...]) -> None:
    assert bare(*words).status == 2


def test_a_new_database_is_set_up_by_the_first_command(bare: Shell, settings: Settings) -> None:
    answer = bare("domain", "list", "--json")
    assert [(domain["host"], domain["is_default"]) for domain in answer.json] == [("localhost", True)]
    assert settings.database_url or settings.data_dir.stat().st_mode & 0o077 == 0


def test_a_command_with_another_base_url_moves_no_domain(shell: Shell) -> None:
    answer = shell("domain", "list", "--json", SHORTENER_BASE_URL="https://other.example")
    assert [domain["host"] for domain in answer.json] == ["localhost"]


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_leaves_early_is_told_of_and_no_traceback(
    process: Callable[..., subprocess.Popen[bytes]], library: Library, environ: dict[str, str], unbuffered: str
) -> None:
    environ["PYTHONUNBUFFERED"] = unbuffered
    with library.writing(None) as editor:
        for number in range(300):
            editor.create(Draft(target="https://example.org/" + "x" * 2000, slug=f"s{number}"))
    child = process("export", "links")
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.readline()
    child.stdout.close()
    assert child.stderr.read() == b"Error: Standard output was closed before everything was written.\n"
    child.stderr.close()
    assert child.wait() == 1


def test_a_full_disk_behind_standard_output_is_one_line(process: Callable[..., subprocess.Popen[bytes]]) -> None:
    with Path("/dev/full").open("wb") as full:
        child = process("export", "links", stdout=full)
        _, err = child.communicate()
    assert (child.returncode, err) == (1, b"Error: No space left on device.\n")
