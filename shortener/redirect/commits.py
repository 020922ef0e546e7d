"""Sharing one commit among all who wait at the same moment: on an event loop, and among threads."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol


class Writer(Protocol):
    def write(self, bodies: list[bytes]) -> bool: ...


class LoopCommits:
    """Requests of one event loop: while one group is being written, the next one gathers."""

    def __init__(self, journal: Writer, *, blocking: bool) -> None:
        """`blocking` writes take long enough (fsync) to be worth a thread."""
        self._journal = journal
        self._pool = ThreadPoolExecutor(1, "journal") if blocking else None
        self._loop = asyncio.get_running_loop()
        self._gathered: list[tuple[bytes, asyncio.Future[bool]]] = []
        self._busy = False

    def write(self, body: bytes) -> asyncio.Future[bool]:
        """Done when the body is committed, or lost (False)."""
        done = self._loop.create_future()
        self._gathered.append((body, done))
        if not self._busy:
            self._busy = True
            self._loop.call_soon(self._flush)
        return done

    def close(self) -> None:
        """Writes what has gathered and stops the thread."""
        if self._pool is not None:
            self._pool.shutdown()
        if self._gathered:
            group, self._gathered = self._gathered, []
            self._tell(group, self._journal.write([body for body, _ in group]))

    def _flush(self) -> None:
        group, self._gathered = self._gathered, []
        bodies = [body for body, _ in group]
        if self._pool is None:
            self._finish(group, self._journal.write(bodies))
        else:
            writing = self._pool.submit(self._journal.write, bodies)
            writing.add_done_callback(lambda done: self._loop.call_soon_threadsafe(self._finish, group, done.result()))

    def _finish(self, group: list[tuple[bytes, asyncio.Future[bool]]], stored: bool) -> None:
        self._tell(group, stored)
        if self._gathered:
            self._flush()
        else:
            self._busy = False

    @staticmethod
    def _tell(group: list[tuple[bytes, asyncio.Future[bool]]], stored: bool) -> None:
        for _, done in group:
            if not done.done():
                done.set_result(stored)


class _Entry:
    __slots__ = ("body", "stored")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.stored: bool | None = None


class ThreadCommits:
    """Requests of many threads: whoever gets the turn writes for all who wait."""

    def __init__(self, journal: Writer) -> None:
        self._journal = journal
        self._gathering = threading.Lock()
        self._turn = threading.Lock()
        self._gathered: list[_Entry] = []

    def write(self, body: bytes) -> bool:
        entry = _Entry(body)
        with self._gathering:
            self._gathered.append(entry)
        with self._turn:
            if entry.stored is None:
                self._write_all()
        return bool(entry.stored)

    def _write_all(self) -> None:
        with self._gathering:
            group, self._gathered = self._gathered, []
        stored = self._journal.write([entry.body for entry in group])
        for entry in group:
            entry.stored = stored
