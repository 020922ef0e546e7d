"""What a node is made of and how each part is: the truth behind /readyz, the metrics and `doctor`."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import redis
from sqlalchemy.exc import SQLAlchemyError

from shortener.clicks.backlog import Backlog, backlog
from shortener.clicks.presence import is_collecting
from shortener.clicks.telling import Told, told
from shortener.redis_clients import open_redis
from shortener.sentences import Counted, Number, Words
from shortener.settings import Settings
from shortener.stores import Database, StoreError, check_database
from shortener.web.draining import is_draining
from shortener.web.probe import Probe
from shortener.web.saved import LONGEST_AGE, age_of_backup
from shortener.webhooks.register import HookView, everything

OK, DEGRADED, FAILED = "ok", "degraded", "failed"
LONGEST_LAG = 600.0
ROOM = b"\0" * 4096


class Part(msgspec.Struct, frozen=True):
    """`state` is ok, degraded (visitors notice nothing) or failed (they should be sent elsewhere)."""

    part: str
    state: str
    says: str


class Parts:
    """The parts of one node, looked at by one process; whatever hangs, it is done within two seconds."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._data_dir, self._journal_dir = settings.data_dir, settings.journal_dir
        self._saves = settings.backup_repository is not None
        self._database = Probe(lambda: look_at_database(database))
        self._redis = _redis_probe(settings.redis_url)
        self._journal = Probe(lambda: look_at_folder(settings.journal_dir))
        self._webhooks = Probe(lambda: look_at_webhooks(database))
        self._backlog = Probe(lambda: backlog(database, settings.journal_dir))

    def begin(self) -> None:
        """Asks everything at once, so that the waits for what hangs don't add up."""
        probes: list[Probe[Any] | None] = [self._database, self._redis, self._journal, self._backlog, self._webhooks]
        for probe in filter(None, probes):
            probe.begin()

    def look(self) -> Iterator[Part]:
        self.begin()
        yield self.database()
        yield self.redis() or Part("redis", OK, Words("Not used."))
        yield self.journal()
        waiting = self.backlog()
        yield losses(waiting)
        yield lag(waiting, self._journal_dir)
        if self._saves:
            yield saving(self._data_dir)
        if self.draining():
            yield Part("draining", FAILED, Words("This node is being drained; `shortener drain off` ends that."))

    def database(self) -> Part:
        return self._database.answer() or Part("database", FAILED, Words("The database does not answer in time."))

    def redis(self) -> Part | None:
        """None where no Redis is set."""
        if self._redis is None:
            return None
        return self._redis.answer() or Part("redis", DEGRADED, Words("Redis does not answer in time; redirects go on."))

    def journal(self) -> Part:
        return self._journal.answer() or Part(
            "journal", FAILED, Words("The disk of %(folder)s does not answer.", folder=self._journal_dir)
        )

    def backlog(self) -> Backlog:
        """With a database that hangs, only what the journal folder shows."""
        return self._backlog.answer() or backlog(None, self._journal_dir)

    def draining(self) -> bool:
        return is_draining(self._data_dir)

    def collecting(self) -> bool:
        return is_collecting(self._journal_dir)

    def webhooks(self) -> Sequence[HookView]:
        """None of them with a database that hangs."""
        return self._webhooks.answer() or ()

    def steps(self) -> Told:
        return told(self._journal_dir)


def look_at_database(database: Database) -> Part:
    try:
        check_database(database)
    except StoreError as error:
        return Part("database", FAILED, _line(error))
    except Exception as error:
        return Part("database", FAILED, Words("The database can't be used: %(reason)s", reason=_line(error)))
    return Part("database", OK, Words("%(dialect)s answers.", dialect=database.dialect))


def look_at_webhooks(database: Database) -> Sequence[HookView]:
    """None of them with a database that is away, which says so itself."""
    try:
        with database.read() as session:
            return everything(session)
    except SQLAlchemyError:
        return ()


def look_at_redis(client: "redis.Redis") -> Part:
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        return Part(
            "redis",
            DEGRADED,
            Words("Redis does not answer, redirects go on without it: %(reason)s", reason=_line(error)),
        )
    return Part("redis", OK, Words("Redis answers."))


def look_at_folder(journal_dir: Path) -> Part:
    """Whether a file can be made and filled where the journals are."""
    probe = journal_dir / f".ready-{os.getpid()}"
    try:
        journal_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.write_bytes(ROOM)
    except OSError as error:
        return Part(
            "journal",
            FAILED,
            Words("Clicks can't be written in %(folder)s: %(reason)s.", folder=journal_dir, reason=error.strerror),
        )
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
    return Part("journal", OK, Words("%(folder)s is writable.", folder=journal_dir))


def losses(waiting: Backlog) -> Part:
    if waiting.lost:
        says = Words(
            "%(lost)s clicks could not be written when they came; `shortener doctor` says more.",
            lost=Number(waiting.lost),
        )
        return Part("losses", DEGRADED, says)
    return Part("losses", OK, Words("No click was lost."))


def lag(waiting: Backlog, journal_dir: Path) -> Part:
    """A collector is expected to keep up; where clicks wait for long, nobody may be collecting."""
    says: str = Counted(
        "%(num)s click waits, for %(seconds)s s.",
        "%(num)s clicks wait, the oldest for %(seconds)s s.",
        waiting.rows,
        seconds=format(waiting.seconds, ".0f"),
    )
    if waiting.seconds > LONGEST_LAG:
        minutes = waiting.seconds / 60
        says = Words(
            "Clicks have been waiting in %(folder)s for %(minutes)s minutes; is `shortener collect` running?",
            folder=journal_dir,
            minutes=format(minutes, ".0f"),
        )
        return Part("collector", FAILED, says)
    if not is_collecting(journal_dir):
        return Part("collector", DEGRADED, Words("No collector runs on this node. %(says)s", says=says))
    return Part("collector", OK, says)


def saving(data_dir: Path) -> Part:
    """Only where there is a repository: whoever backs up by other means has other eyes on it."""
    age = age_of_backup(data_dir)
    if age is None:
        return Part("backup", DEGRADED, Words("There never was a backup; run `shortener backup`."))
    says = Words("The last backup is %(hours)s hours old.", hours=format(age / 3600, ".1f"))
    return Part("backup", DEGRADED if age > LONGEST_AGE else OK, says)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _redis_probe(url: str | None) -> Probe[Part] | None:
    if url is None:
        return None
    client = open_redis(url)
    return Probe(lambda: look_at_redis(client))
