"""The plain lane: the same answers for servers that run the application in threads (any WSGI host, tests)."""

import logging
import threading
import time
from collections.abc import Callable, Iterable

from shortener.redirect.cache import Absent
from shortener.redirect.commits import ThreadCommits
from shortener.redirect.decide import Answer, Header
from shortener.redirect.intake import Request, read_headers, without_plus
from shortener.redirect.lane import POLL_SECONDS, Lane
from shortener.redirect.record import Record

log = logging.getLogger(__name__)


class PlainLane:
    """Thread-safe. The lane is made at the first request: a process that never serves a slug opens no journal."""

    def __init__(self, make_lane: Callable[[], Lane]) -> None:
        self._make_lane = make_lane
        self._making = threading.Lock()
        self._memory = threading.Lock()
        self._stop = threading.Event()
        self._lane: Lane | None = None

    def answer(self, key: str | None, method: str, query: str, peer: str, headers: Iterable[Header]) -> Answer:
        """The answer to GET or HEAD; a `key` of None stands for a path that can be no link's."""
        lane = self._ready()
        facts = read_headers(headers)
        domain_id = lane.hosts.find(facts.host)
        if domain_id is None:
            return lane.stranger(method)
        if key is None:
            return lane.nonsense(method)
        client = lane.client_of(peer, facts.forwarded or [])
        request = Request(time.time_ns() // 1_000_000, domain_id, key, method, query, facts, client)
        try:
            record = self._find(lane, request)
            bare = without_plus(request) if record is None else None
            described = self._find(lane, bare) if bare else None
        except Exception:
            log.exception("The database does not answer; %r can't be looked up.", key)
            return lane.away(method)
        if described is not None:
            return lane.about(described)
        answer, body = lane.answer(request, record)
        if body is not None:
            self._commits.write(body)
        return answer

    def close(self) -> None:
        """Stops following changes and closes the journal."""
        self._stop.set()
        if self._lane is not None:
            self._follower.join()
            self._lane.journal.close()
            self._lane = None

    def _find(self, lane: Lane, request: Request) -> Record | None:
        with self._memory:
            record = lane.recall(request)
        if not isinstance(record, Absent):
            return record
        loaded = lane.load(request)
        with self._memory:
            lane.keep(request, loaded)
        return lane.pick(request, loaded)

    def _ready(self) -> Lane:
        with self._making:
            if self._lane is None:
                lane = self._make_lane()
                lane.start()
                self._commits = ThreadCommits(lane.journal)
                self._follower = threading.Thread(target=self._follow, args=(lane,), name="changes", daemon=True)
                self._lane = lane
                self._follower.start()
            return self._lane

    def _follow(self, lane: Lane) -> None:
        while not self._stop.wait(POLL_SECONDS):
            try:
                changes = lane.fetch()
            except Exception as error:
                log.warning("Changes can't be read: %s", error)
                continue
            with self._memory:
                lane.apply(changes)
            lane.journal.tick()
