"""What this machine has put into the DNS and not yet taken out, so that a killed call leaves nothing for ever."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from shortener.acme.errors import BadConfig, Failure

STALE = 6 * 3600.0  # seconds; an order is over long before
NO_DETOUR = os.O_NOFOLLOW | os.O_CLOEXEC  # root follows no link in a folder that belongs to somebody else


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: for which challenge's name, where it was written, when (seconds since 1970).

    Args:
        deferred: whether its call was told not to wait until it is visible; the last one waits for it too.
    """

    asked: str
    name: str
    zone: str
    value: str
    at: float
    deferred: bool = False

    def is_stale(self, now: float) -> bool:
        """Left by a call that never ended; a clock set back makes nothing stale."""
        return now - self.at > STALE


class Ledger:
    """A list in a file of `folder`, changed only under a lock, replaced whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "values.json"

    @contextmanager
    def locked(self, deadline: float) -> Iterator[None]:
        """One writer at a time, over all processes of the machine; waited for until `deadline` (`time.monotonic`).

        Raises:
            Failure: another one holds it for too long.
            BadConfig: the folder can't be written.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR | NO_DETOUR, 0o600)
            self._give(lock)
        except OSError as error:
            raise BadConfig(f"The folder {self._folder} can't be written: {error.strerror}; set state.") from None
        try:
            _wait_for(lock, self._folder, deadline)
            yield
        finally:
            os.close(lock)

    def entries(self) -> list[Entry]:
        """All of them; a file that can't be read is told of, not overwritten."""
        try:
            return [Entry(**one) for one in json.loads(self._file.read_text())]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            raise Failure(f"{self._file} can't be read ({error}); look at it, then remove it.") from None

    def note(self, *new: Entry) -> None:
        """Before they are written to the DNS, so that nothing is ever there that isn't here."""
        known = {(one.name, one.value): one for one in self.entries()}
        self._write([*(known | {(one.name, one.value): one for one in new}).values()])

    def forget(self, *gone: Entry) -> None:
        """After they were taken out of the DNS."""
        places = {(one.name, one.value) for one in gone}
        self._write([one for one in self.entries() if (one.name, one.value) not in places])

    def _write(self, entries: list[Entry]) -> None:
        draft = self._file.with_suffix(".new")
        try:
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | NO_DETOUR, 0o600), "w") as file:
                self._give(file.fileno())
                json.dump([asdict(one) for one in entries], file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._file)
        except OSError as error:
            raise Failure(f"{self._file} can't be written: {error.strerror}.") from None

    def _give(self, file: int) -> None:
        """What root writes by hand must stay readable to the service whose folder it is, or no renewal works again."""
        owner = self._folder.stat()
        if os.geteuid() == 0 and owner.st_uid:
            os.fchown(file, owner.st_uid, owner.st_gid)


def _wait_for(lock: int, folder: Path, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Failure(f"Another call holds {folder}/lock for too long; try again later.") from None
        time.sleep(0.1)
