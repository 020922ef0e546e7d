"""What is no backup, of another program, version or database is refused in a sentence, and nothing here is changed."""

import dataclasses
import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shortener.accounts.secret import load_secret
from shortener.backup.errors import BackupError
from shortener.backup.keep import put_back, save
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from tests.cli.conftest import Shell, bare, environ

pytestmark = pytest.mark.stores("sqlite")
__all__ = ["bare", "environ"]
Change = Callable[[Path], None]


@pytest.fixture
def saved(settings: Settings, database: Database, library: Library, tmp_path: Path) -> Path:
    """A good backup of one link."""
    load_secret(settings, database)
    library.create(Draft(target="https://example.org/", slug="here"), None)
    save(settings, tmp_path / "saved.tar")
    return tmp_path / "saved.tar"


@pytest.fixture
def other(settings: Settings, tmp_path: Path) -> Settings:
    return dataclasses.replace(settings, data_dir=tmp_path / "other")


def left(folder: Path) -> set[str]:
    """What lies in a data folder, but for the lock of whoever backs up."""
    return {path.name for path in folder.glob("*")} - {"backup.lock"}


def repack(saved: Path, room: Path, change: Change) -> None:
    with tarfile.open(saved) as archive:
        archive.extractall(room, filter="data")
    change(room / "backup")
    with tarfile.open(saved, "w") as archive:
        archive.add(room / "backup", "backup")


def list_with(**values: Any) -> Change:
    def change(folder: Path) -> None:
        told = msgspec.json.decode((folder / "backup.json").read_bytes())
        (folder / "backup.json").write_bytes(msgspec.json.encode(told | values))

    return change


def lose(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lose("backup.json"), "holds no backup of this program"),
        (lose("secret-key"), "damaged"),
        (list_with(form=2), "put it back with that one or a later one."),
        (list_with(form="x"), "holds no backup of this program"),
        (list_with(database="postgresql"), "set SHORTENER_DATABASE_URL to such a one."),
        (lambda folder: (folder / "backup.json").write_text("{"), "holds no backup of this program"),
    ],
    ids=["no list", "a file is missing", "from the future", "nonsense for a form", "another database", "cut off"],
)
def test_what_is_no_good_backup_for_this_machine_is_refused(
    saved: Path, other: Settings, tmp_path: Path, change: Change, sentence: str
) -> None:
    repack(saved, tmp_path / "room", change)
    with pytest.raises(BackupError, match=sentence):
        put_back(other, saved)
    assert left(other.data_dir) == set()


def test_a_file_that_climbs_out_of_the_folder_is_refused_and_writes_nothing(other: Settings, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as archive:
        entry = tarfile.TarInfo("backup/../../../escaped")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"gone"))
    with pytest.raises(BackupError, match="can't be read as a backup"):
        put_back(other, evil)
    assert not list(tmp_path.rglob("escaped"))
    assert left(other.data_dir) == set()


@pytest.mark.parametrize("content", [b"", b"\0" * 10240, b"PK\3\4 a zip"], ids=["empty", "an empty tar", "a zip"])
def test_a_file_of_another_kind_is_refused(other: Settings, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "something"
    path.write_bytes(content)
    with pytest.raises(BackupError, match=r"can't be read as a backup|holds no backup"):
        put_back(other, path)
    assert left(other.data_dir) == set()


def test_a_file_that_was_cut_off_is_refused(saved: Path, other: Settings) -> None:
    whole = saved.read_bytes()
    for share in (0.2, 0.5, 0.9):
        saved.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(BackupError):
            put_back(other, saved)
        assert left(other.data_dir) == set()
    saved.write_bytes(whole)
    put_back(other, saved)


def test_where_it_can_not_be_written_the_older_one_stays(saved: Path, settings: Settings, tmp_path: Path) -> None:
    before = saved.read_bytes()
    (tmp_path / ".saved.tar.new").mkdir()
    with pytest.raises((BackupError, OSError)):
        save(settings, saved)
    assert saved.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(saved: Path, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"nowhere/saved\.tar can't be written: No such file or directory\.$"):
        save(settings, tmp_path / "nowhere" / "saved.tar")


def test_a_redis_that_is_away_is_told_once_all_else_is_back(saved: Path, other: Settings) -> None:
    with pytest.raises(BackupError, match="All is back, but Redis can't be cleared"):
        put_back(dataclasses.replace(other, redis_url="redis://[::1]:9/0"), saved)
    assert "shortener.db" in left(other.data_dir)


def test_the_command_says_it_in_one_line(saved: Path, bare: Shell, tmp_path: Path) -> None:
    answer = bare("restore", str(saved))
    assert answer.status == 1
    assert answer.err == ("Error: This installation has 1 links; --replace gives them up for those of the backup.\n")
    answer = bare("restore", str(tmp_path / "none"))
    assert answer.status == 2
    assert "does not exist" in answer.err.splitlines()[-1]
