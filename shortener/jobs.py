"""What the queue can do, and the loop that does it beside the collector."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from shortener import work
from shortener.accounts import answers, audit, invitations, sessions, sharedpages, throttle, tickets
from shortener.bulk import register
from shortener.clicks.forgetting import forget_misses
from shortener.clicks.judging import judge_misses
from shortener.clicks.made import judge_made
from shortener.clicks.recount.background import BURSTS, RECLASSIFY, go_on, look_for_bursts
from shortener.clicks.retention import expire, first_kept
from shortener.clicks.spans.background import SPANS, add_up_spans
from shortener.clock import now_ms
from shortener.links.records import prune_changes
from shortener.stores import Database
from shortener.webhooks import outbox

log = logging.getLogger(__name__)

Do = Callable[[Database, dict[str, Any]], None]
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
IDLE_SECONDS = 1.0


def tidy(database: Database, _payload: dict[str, Any]) -> None:
    """Forgets what is over: changes, sign-ins, invitations, shared pages, answers, messages, batches, jobs."""
    now = now_ms()
    prune_changes(database, now - DAY)
    with database.write() as session:
        register.prune(session, now - 30 * DAY)
        sessions.prune(session, now)
        invitations.prune(session, now)
        sharedpages.prune(session, now)
        throttle.prune(session, now)
        answers.prune(session, now)
        tickets.prune(session, now)
        work.prune(session, now - 7 * DAY)
        outbox.prune(session, now)


def expiring(months: int, stop: threading.Event) -> Do:
    """The job that removes clicks after so many months, 0 for never; it breaks off when told to stop."""

    def expire_old(database: Database, _payload: dict[str, Any]) -> None:
        if not months:
            return
        done = expire(database, first_kept(now_ms(), months), stop)
        if done.clicks or done.misses:
            log.info("%s clicks and %s misses have expired.", f"{done.clicks:,}", f"{done.misses:,}")

    return expire_old


def look_after_misses(database: Database, _payload: dict[str, Any]) -> None:
    """Often, since a scanner makes a new group with each slug that it tries."""
    judge_misses(database)
    forget_misses(database)


def look_for_made(database: Database, _payload: dict[str, Any]) -> None:
    """Often, since what is not known yet is asked of the links whenever somebody looks."""
    judge_made(database)


def forgetting_audit(months: int) -> Do:
    """The job that removes lines of the audit log after so many months, 0 for never."""

    def forget(database: Database, _payload: dict[str, Any]) -> None:
        if months:
            with database.write() as session:
                audit.prune(session, first_kept(now_ms(), months))

    return forget


RETENTION, AUDIT = "retention", "audit"
KINDS: dict[str, Do] = {
    "tidy": tidy,
    "misses": look_after_misses,
    "made": look_for_made,
    RECLASSIFY: go_on,
    BURSTS: look_for_bursts,
    SPANS: add_up_spans,
}
REPEATED: dict[str, int] = {
    "tidy": HOUR,
    "misses": 10 * MINUTE,
    "made": MINUTE,
    RETENTION: HOUR,
    BURSTS: MINUTE,
    SPANS: HOUR,
}


class Runner:
    """Runs due jobs one after the other; several runners share the queue."""

    def __init__(
        self,
        database: Database,
        worker: str,
        more: Mapping[str, Do] | None = None,
        repeated: Mapping[str, int] | None = None,
    ) -> None:
        self._database, self._worker = database, worker
        self._kinds = KINDS | dict(more or {})
        self._repeated = REPEATED | dict(repeated or {})

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(IDLE_SECONDS):
            try:
                self._repeat()
                while not stop.is_set() and self.run_one():
                    pass
            except SQLAlchemyError as error:
                log.warning("Jobs wait: %s", error)

    def run_one(self) -> bool:
        """Does the job that is due longest; False when none is."""
        job = work.claim(self._database, self._worker, self._kinds, now_ms())
        if job is None:
            return False
        try:
            with _held(self._database, job):
                self._kinds[job.kind](self._database, msgspec.json.decode(job.payload))
        except work.NotYet as reason:
            log.info("Job %s (%s) waits: %s", job.id, job.kind, reason)
            with self._database.write() as session:
                work.put_off(session, job, str(reason), reason.due_at)
        except Exception as error:
            log.warning("Job %s (%s) failed, attempt %s: %s", job.id, job.kind, job.attempts, error)
            with self._database.write() as session:
                work.fail(session, job, f"{type(error).__name__}: {error}", now_ms())
        else:
            with self._database.write() as session:
                work.finish(session, job, now_ms())
        return True

    def _repeat(self) -> None:
        """Sees to it that each repeated job that this worker can do waits in the queue once."""
        with self._database.read() as session:
            missing = [kind for kind in self._repeated if kind in self._kinds and not work.is_waiting(session, kind)]
        if missing:
            with self._database.write() as session:
                for kind in missing:
                    work.add(session, kind, {}, now_ms() + self._repeated[kind], key=kind)


@contextlib.contextmanager
def _held(database: Database, job: work.Job) -> Iterator[None]:
    """Nobody else gets the job while it is being done here, however long that takes."""
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(database, job, done), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(database: Database, job: work.Job, done: threading.Event) -> None:
    while not done.wait(work.LEASE_MS / 5000):
        try:
            with database.write() as session:
                work.extend(session, job, now_ms())
        except SQLAlchemyError as error:
            log.warning("The lease of job %s (%s) wasn't extended: %s", job.id, job.kind, error)
