"""What is saved while everything goes on is put back on another machine: links, clicks, and those still waiting."""

import contextlib
import dataclasses
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from shortener.accounts.secret import load_secret
from shortener.app import instance_of
from shortener.backup.errors import BackupError
from shortener.backup.keep import put_back, save
from shortener.clicks.audit import audit
from shortener.clicks.collector import Collector
from shortener.clicks.presence import present
from shortener.clicks.tables import clicks, salts
from shortener.journal.visit import encode
from shortener.journal.writer import Journal
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.redis_clients import name_in_redis
from shortener.settings import Settings
from shortener.stores import Base, Database, open_database
from shortener.web.saved import saved_at
from tests.clicks.journaling import NOON, rows_of, visit
from tests.servers import Databases, Redis


@pytest.fixture
def used(settings: Settings, database: Database, library: Library) -> Iterator[Journal]:
    """An installation with a link, a stored click, and a worker that lives and goes on writing."""
    load_secret(settings, database)
    library.create(Draft(target="https://example.org/", slug="here"), None)
    journal = Journal(settings.journal_dir, "test")
    assert journal.write([encode(visit(at=NOON))])
    with present(settings.journal_dir):
        Collector(database, settings.journal_dir, "test", "UTC").collect_once()
        assert journal.write([encode(visit(at=NOON + 1))])
        yield journal
    journal.close()


@pytest.fixture
def other(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Another machine, empty."""
    folder = tmp_path / "other"
    if settings.database_url is None:
        yield dataclasses.replace(settings, data_dir=folder)
        return
    databases: Databases = request.getfixturevalue("postgresql_databases")
    with databases.empty() as url:
        yield dataclasses.replace(settings, data_dir=folder, database_url=url)


def moments(settings: Settings) -> list[int]:
    """When the clicks of an installation were, once all that waits is stored."""
    with contextlib.closing(open_database(settings.database)) as database:
        Collector(database, settings.journal_dir, "test", "UTC").collect_once()
        assert audit(database, settings.journal_dir).adds_up
        with database.read() as session:
            return list(session.scalars(select(clicks.c.clicked_at).order_by(clicks.c.clicked_at)))


def test_links_clicks_and_what_waits_come_back(
    used: Journal, settings: Settings, database: Database, other: Settings, tmp_path: Path
) -> None:
    made = save(settings, tmp_path / "saved.tar")
    assert used.write([encode(visit(at=NOON + 2))]), "the worker notices nothing"
    assert (tmp_path / "saved.tar").stat().st_mode & 0o777 == 0o600
    assert saved_at(settings.data_dir) == made.at
    assert put_back(other, tmp_path / "saved.tar") == made
    with contextlib.closing(open_database(other.database)) as theirs:
        assert rows_of(database, salts) != rows_of(theirs, salts) == []
    assert moments(other) == [NOON, NOON + 1]
    with contextlib.closing(open_database(other.database)) as theirs:
        for table in (Base.metadata.tables[name] for name in ("links", "slugs", "domains", "link_revisions")):
            assert rows_of(theirs, table) == rows_of(database, table) != []
        assert load_secret(other, theirs) == load_secret(settings, database)


def test_what_runs_or_holds_links_is_not_replaced_by_accident(
    used: Journal, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.tar"
    save(settings, saved)
    with pytest.raises(BackupError, match="Services are running here; stop them first"):
        put_back(settings, saved, replace=True)
    put_back(other, saved)
    with pytest.raises(BackupError, match=r"This installation has 1 links; --replace gives them up"):
        put_back(other, saved)
    put_back(other, saved, replace=True)
    assert moments(other) == [NOON, NOON + 1]
    assert list(other.data_dir.glob("journal.before-*")), "what waited is put aside, not deleted"


def test_a_damaged_backup_is_refused_before_anything_is_changed(
    used: Journal, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    saved, room = tmp_path / "saved.tar", tmp_path / "room"
    save(settings, saved)
    with tarfile.open(saved) as archive:
        archive.extractall(room, filter="data")
    (room / "backup" / "secret-key").write_text("another one")
    with tarfile.open(saved, "w") as archive:
        archive.add(room / "backup", "backup")
    with pytest.raises(BackupError, match="damaged: secret-key is not as it was"):
        put_back(other, saved)
    saved.write_text("nonsense")
    with pytest.raises(BackupError, match="can't be read as a backup"):
        put_back(other, saved)
    assert not (other.data_dir / "secret-key").exists()
    assert not (other.data_dir / "backup").exists()


def test_redis_forgets_what_has_not_happened_now(
    used: Journal, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    save(settings, tmp_path / "saved.tar")
    with Redis() as server, server.client() as client:
        ours = name_in_redis(instance_of(settings), "1", "here")
        client.mset({ours: "of the future", "shortener:another:1:here": "stays"})
        put_back(dataclasses.replace(other, redis_url=server.url), tmp_path / "saved.tar")
        assert client.keys("*") == [b"shortener:another:1:here"]


@pytest.mark.skipif(shutil.which("restic") is None, reason="restic is not installed")
def test_a_repository_keeps_them_encrypted_and_gives_the_newest_back(
    used: Journal, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    ours, theirs = (
        dataclasses.replace(one, backup_repository=str(tmp_path / "repository"), backup_password="a secret of its own")
        for one in (settings, other)
    )
    save(ours, None)
    assert used.write([encode(visit(at=NOON + 2))])
    made = save(ours, None)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "repository").rglob("*") if path.is_file())
    assert b"https://example.org/" not in stored
    assert b"a secret of its own" not in stored
    assert put_back(theirs, None) == made
    assert moments(theirs) == [NOON, NOON + 1, NOON + 2]
    wrong = dataclasses.replace(theirs, backup_password="wrong")
    with pytest.raises(BackupError, match="wrong password or no key found"):
        put_back(wrong, None, replace=True)


def test_without_a_repository_or_a_file_it_says_what_to_set(settings: Settings, database: Database) -> None:
    with pytest.raises(BackupError, match="Set SHORTENER_BACKUP_REPOSITORY and SHORTENER_BACKUP_PASSWORD"):
        save(settings, None)
