"""The door of the hot path for servers without an event loop: the lane runs on a loop in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from shortener.net.headers import Headers, Known, read_headers
from shortener.redirect.decide import Answer
from shortener.redirect.lane import Lane

ANSWER_SECONDS = 10.0


class Redirector:
    """Thread-safe. The lane is opened at the first request: a process that never serves a slug opens no journal."""

    def __init__(self, open_lane: Callable[[], AbstractAsyncContextManager[Lane]]) -> None:
        self._open_lane = open_lane
        self._opening = threading.Lock()
        self._is_open = threading.Event()
        self._thread: threading.Thread | None = None

    def answer(self, slug: str | None, method: str, query: str, peer: str, headers: Headers) -> Answer:
        """The answer to GET or HEAD; a slug of None stands for a path that can be no link's."""
        with self._opening:
            if self._thread is None:
                self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="lane", daemon=True)
                self._thread.start()
        self._is_open.wait(ANSWER_SECONDS)
        asking = self._ask(slug, method, query, peer, read_headers(headers))
        return asyncio.run_coroutine_threadsafe(asking, self._loop).result(ANSWER_SECONDS)

    def close(self) -> None:
        """Closes the journal; the next request opens another."""
        with self._opening:
            if self._thread is not None and self._is_open.wait(ANSWER_SECONDS):
                self._loop.call_soon_threadsafe(self._stop.set)
                self._thread.join()
                self._thread = None
                self._is_open.clear()

    async def _ask(self, slug: str | None, method: str, query: str, peer: str, known: Known) -> Answer:
        answer = self.lane.answer(slug, method, query, peer, known)
        return answer if isinstance(answer, Answer) else await answer

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self._open_lane() as self.lane:
            self._is_open.set()
            await self._stop.wait()
