"""Parity, step 2: many questions to one server at a time, and no more of them a second than it shall bear."""

import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Self

from shortener import __version__
from shortener.interop.parity.requests import Request
from shortener.net.asking import Asker, Said, Server, Unanswered, tls
from shortener.sentences import Sentence

# Its first word is known to clicks.robots: what is asked here counts as a monitor's, not as a person's.
AGENT = f"shortener-parity/{__version__} (compares redirects before a move)"
MOST_FAILED = 30


class Silent(Sentence):
    """A server that gave no answer many times in a row."""


class Manner(NamedTuple):
    """How a server is asked: questions at a time, and in a second (0: as fast as they come), seconds for each."""

    concurrency: int = 4
    rate: float = 0.0
    seconds: float = 10.0
    verified: bool = True


class Askers:
    """Some connections to a server, each of them used by one thread at a time."""

    def __init__(self, server: Server, manner: Manner) -> None:
        self.server = server
        context = tls(verified=manner.verified)
        self._idle: queue.LifoQueue[Asker] = queue.LifoQueue()
        for _ in range(manner.concurrency):
            self._idle.put(Asker(server, manner.seconds, AGENT, context))
        self._pool = ThreadPoolExecutor(manner.concurrency, "asking")
        self._pace = _Pace(manner.rate)
        self._failed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().close()

    def ask(self, requests: Sequence[Request]) -> list[Said | str]:
        """In the same order; a text is why there is no answer. Raises Silent."""
        return list(self._pool.map(self._one, requests))

    def _one(self, request: Request) -> Said | str:
        if self._failed >= MOST_FAILED:
            raise Silent(f"{self.server.url} gave no answer {MOST_FAILED} times in a row; is it the right address?")
        self._pace.wait()
        asker = self._idle.get()
        try:
            said: Said | str = asker.ask(request.method, request.path)
            self._failed = 0
        except Unanswered as error:
            said = str(error)
            self._failed += 1
        finally:
            self._idle.put(asker)
        return said


class _Pace:
    """Lets through so many a second."""

    def __init__(self, rate: float) -> None:
        self._every = 1 / rate if rate else 0.0
        self._next = time.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        with self._lock:
            now = time.monotonic()
            at = max(now, self._next)
            self._next = at + self._every
        time.sleep(at - now)
