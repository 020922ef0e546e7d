"""A backup as a folder: database, waiting clicks, secret key, and a list of them with checksums."""

import hashlib
import shutil
from pathlib import Path

import msgspec

from shortener import __version__
from shortener.accounts.secret import FILE_NAME, local_secret
from shortener.backup.databases import dump, kind_of
from shortener.backup.errors import BackupError
from shortener.backup.journals import copy_journals
from shortener.clock import now_ms
from shortener.settings import Settings

FORM = 1  # of what is in the folder
LIST, JOURNAL = "backup.json", "journal"


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself; `files` are SHA-256 sums by path, `at` is milliseconds UTC."""

    form: int
    version: str
    node: str
    at: int
    database: str
    files: dict[str, str]


def take(settings: Settings, folder: Path) -> Manifest:
    """Fills an empty folder while everything goes on.

    Raises:
        BackupError: the database can't be copied.
        BadSecret: this node has no secret key yet.
    """
    at = now_ms()
    copy_journals(settings.journal_dir, folder / JOURNAL)
    dump(settings.database, folder)
    key = folder / FILE_NAME
    key.touch(mode=0o600)
    key.write_text(local_secret(settings).decode())
    found = Manifest(FORM, __version__, settings.node, at, kind_of(settings.database), _sums(folder))
    (folder / LIST).write_bytes(msgspec.json.encode(found))
    return found


def check(folder: Path) -> Manifest:
    """What a folder holds, once all of it is there and unchanged.

    Raises:
        BackupError: it is no backup, of a later version, or damaged.
    """
    try:
        found = msgspec.json.decode((folder / LIST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        raise BackupError(f"{folder} holds no backup of this program.") from None
    if found.form > FORM:
        raise BackupError(f"This backup was made by version {found.version}; put it back with that one or a later one.")
    sums = _sums(folder)
    if wrong := sorted(name for name, total in found.files.items() if sums.get(name) != total):
        raise BackupError(f"The backup is damaged: {wrong[0]} is not as it was; take another one.")
    return found


def clear(folder: Path) -> None:
    """A folder of ours, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)


def _sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): _sum(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LIST
    }


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
