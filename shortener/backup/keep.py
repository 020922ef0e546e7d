"""`shortener backup` and `restore`: one at a time, and never onto an installation that is in use."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from redis import RedisError
from sqlalchemy import func, inspect, select

from shortener.accounts.secret import FILE_NAME, fingerprint, local_secret
from shortener.backup.archive import NAME, Repository, pack, unpacked
from shortener.backup.databases import kind_of, load
from shortener.backup.errors import BackupError
from shortener.backup.snapshot import JOURNAL, Manifest, check, clear, take
from shortener.clicks.presence import is_collecting
from shortener.clock import now_ms
from shortener.journal.tally import is_owned
from shortener.links.tables import Link
from shortener.locks import alone
from shortener.redis_clients import name_in_redis, open_redis
from shortener.settings import Settings
from shortener.stores import open_database
from shortener.web.saved import note_saved

PAGE = 1000


def save(settings: Settings, target: Path | None) -> Manifest:
    """Backs up into a file, or without one into the repository.

    Raises:
        BackupError, BadSecret: one clear sentence; nothing is left behind.
    """
    repository = None if target else Repository(settings)
    with _alone(settings), _room(settings) as folder:
        made = take(settings, folder)
        if target:
            pack(folder, target)
        elif repository:
            repository.store(folder)
    note_saved(settings.data_dir, made.at)
    return made


def put_back(
    settings: Settings, source: Path | None, snapshot: str = "latest", node: str = "", *, replace: bool = False
) -> Manifest:
    """Makes this machine what a backup was: database, waiting clicks, secret key.

    Raises:
        BackupError: the backup is damaged, services run here, or there are links and `replace` isn't set.
    """
    with _alone(settings), _room(settings) as room:
        if source:
            with unpacked(source, room) as folder:
                return _put_back(settings, folder, replace=replace)
        return _put_back(settings, Repository(settings).fetch(snapshot, node, room), replace=replace)


def _put_back(settings: Settings, folder: Path, *, replace: bool) -> Manifest:
    found = check(folder)
    if found.database != kind_of(settings.database):
        raise BackupError(f"The backup is of a {found.database} database; set SHORTENER_DATABASE_URL to such a one.")
    _refuse_where_used(settings, replace=replace)
    load(settings.database, folder)
    _put_key(settings, folder)
    _put_journals(settings, folder / JOURNAL)
    _forget_in_redis(settings)
    return found


def _refuse_where_used(settings: Settings, *, replace: bool) -> None:
    journals = settings.journal_dir
    if is_collecting(journals) or any(is_owned(path.parent) for path in journals.glob("*.*/tally")):
        raise BackupError("Services are running here; stop them first: systemctl stop 'shortener-*'.")
    if not replace and (there := _count_links(settings)):
        raise BackupError(f"This installation has {there:,} links; --replace gives them up for those of the backup.")


def _count_links(settings: Settings) -> int:
    database = open_database(settings.database)
    try:
        with database.read() as session:
            if not inspect(session.connection()).has_table(Link.__tablename__):
                return 0
            return session.scalar(select(func.count()).select_from(Link)) or 0
    finally:
        database.close()


def _put_key(settings: Settings, folder: Path) -> None:
    """A key that the settings hold stays there; the database says whether it is the right one."""
    if settings.secret_key:
        return
    target = settings.data_dir / FILE_NAME
    fresh = target.with_name(f"{FILE_NAME}.restored")
    shutil.copyfile(folder / FILE_NAME, fresh)
    fresh.chmod(0o600)
    os.replace(fresh, target)


def _put_journals(settings: Settings, folder: Path) -> None:
    """What waited here before is of another past: it is put aside, not mixed in."""
    settings.journal_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = [path.parent for path in settings.journal_dir.glob("*.*/tally")]
    if before:
        aside = settings.data_dir / f"journal.before-{now_ms()}"
        aside.mkdir(mode=0o700)
        for path in before:
            path.rename(aside / path.name)
    for path in sorted(folder.iterdir()):
        shutil.copytree(path, settings.journal_dir / path.name)


def _forget_in_redis(settings: Settings) -> None:
    """Redis may know of changes that have never happened now."""
    if settings.redis_url is None:
        return
    client = open_redis(settings.redis_url)
    instance = fingerprint(local_secret(settings))[:16]
    try:
        names = list(client.scan_iter(match=f"{name_in_redis(instance)}*", count=PAGE))
        for start in range(0, len(names), PAGE):
            client.unlink(*names[start : start + PAGE])
    except (OSError, RedisError) as error:
        why = str(error).rstrip(".")
        raise BackupError(f"All is back, but Redis can't be cleared: {why}; empty it before you start.") from error


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(settings.data_dir / "backup.lock") as mine:
        if not mine:
            raise BackupError("Another backup is being made or put back here; wait for it.")
        yield


@contextlib.contextmanager
def _room(settings: Settings) -> Iterator[Path]:
    """An empty folder that is gone afterwards."""
    folder = settings.data_dir / NAME
    clear(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
