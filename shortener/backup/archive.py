"""Where a backup goes: into one file beside this machine's data, or encrypted into a restic repository elsewhere."""

import contextlib
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from shortener.backup.errors import BackupError
from shortener.backup.programs import run
from shortener.settings import Settings

TAG = "shortener"
NAME = "backup"  # always the same folder, so that restic finds what hasn't changed


def pack(folder: Path, target: Path) -> None:
    """One file that only its owner can read: all of it, or the one that was there before."""
    fresh = target.with_name(f".{target.name}.new")
    try:
        with open(fresh, "wb", opener=_private) as file, tarfile.open(fileobj=file, mode="w") as archive:
            archive.add(folder, arcname=NAME)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, target)
    except OSError as error:
        raise BackupError(f"{target} can't be written: {error.strerror}.") from error
    finally:
        fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def unpacked(source: Path, room: Path) -> Iterator[Path]:
    """The folder that is in a file, below `room`."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            archive.extractall(room, filter="data")
    except (OSError, tarfile.TarError) as error:
        raise BackupError(f"{source} can't be read as a backup: {error}.") from error
    yield room / NAME


class Repository:
    """A restic repository, as SHORTENER_BACKUP_REPOSITORY names it."""

    def __init__(self, settings: Settings) -> None:
        if not settings.backup_repository or not settings.backup_password:
            raise BackupError("Set SHORTENER_BACKUP_REPOSITORY and SHORTENER_BACKUP_PASSWORD, or name a file.")
        self._node = settings.node
        self._keep = dict(zip(("daily", "weekly", "monthly"), settings.backup_keep, strict=True))
        self._environment = {
            "RESTIC_REPOSITORY": settings.backup_repository,
            "RESTIC_PASSWORD": settings.backup_password,
            "RESTIC_CACHE_DIR": str(settings.data_dir / "backup-cache"),
            "HOME": str(settings.data_dir),  # ssh looks for its keys there
        }

    def store(self, folder: Path) -> None:
        """Raises BackupError; a repository that isn't there yet is made."""
        self._prepare()
        self._restic("backup", "--host", self._node, "--tag", TAG, str(folder))
        keep = [word for kind, count in self._keep.items() for word in (f"--keep-{kind}", str(count))]
        self._restic("forget", "--host", self._node, "--tag", TAG, *keep, "--prune")

    def fetch(self, snapshot: str, node: str, room: Path) -> Path:
        """The folder of a snapshot, below `room`: `latest` is that node's newest, "" being this node."""
        which = ["--host", node or self._node] if snapshot == "latest" else []
        self._restic("restore", snapshot, *which, "--tag", TAG, "--target", str(room))
        found = next(room.rglob(f"{NAME}/backup.json"), None)
        if found is None:
            raise BackupError(f"Snapshot {snapshot} holds no backup of this program.")
        return found.parent

    def snapshots(self) -> list[dict[str, Any]]:
        """What there is, oldest first."""
        found: list[dict[str, Any]] = msgspec.json.decode(self._restic("snapshots", "--tag", TAG, "--json"))
        return found

    def _prepare(self) -> None:
        try:
            self._restic("cat", "config")
        except BackupError as missing:
            try:
                self._restic("init")
            except BackupError:
                raise missing from None

    def _restic(self, *words: str) -> str:
        return run(["restic", "--quiet", *words], self._environment, "restic")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
