"""What a node's worker does about webhooks: looks which have something to do, and gives each a turn of its own."""

import logging
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from shortener.clicks.complaints import Complaints
from shortener.clock import now_ms
from shortener.net.fetch import Fetcher, FetchFailed
from shortener.sentences import Sentence
from shortener.stores import Database
from shortener.webhooks.batches import ready
from shortener.webhooks.events import CLICKS, OF_LINKS
from shortener.webhooks.filling import MOST_WAITING
from shortener.webhooks.register import newest
from shortener.webhooks.tables import WAITING, Hook, Message
from shortener.webhooks.turns import Turn

IDLE_SECONDS = 1.0
THREADS = 4  # receivers that are slow keep so many others from waiting for them

log = logging.getLogger(__name__)


class Sender:
    """`key` gives the site's key, `way_out` a fetcher, when they are needed; what they raise is told and waited for."""

    def __init__(self, database: Database, node: str, key: Callable[[], bytes], way_out: Callable[[], Fetcher]) -> None:
        self._database, self._node, self._key, self._way_out = database, node, key, way_out
        self._busy: set[int] = set()
        self._complaints = Complaints(log)

    def run(self, stop: threading.Event) -> None:
        """Until told to stop; attempts that are under way end first."""
        with ThreadPoolExecutor(THREADS, "webhook") as pool:
            while not stop.wait(IDLE_SECONDS):
                try:
                    self._look(pool, stop)
                    self._complaints.over("webhooks")
                except (SQLAlchemyError, FetchFailed, Sentence) as error:
                    self._complaints.say("webhooks", f"Webhooks wait: {error}")

    def _look(self, pool: ThreadPoolExecutor, stop: threading.Event) -> None:
        with self._database.read() as session:
            found = [hook for hook in with_work(session, now_ms()) if hook not in self._busy]
        chosen = found[: THREADS - len(self._busy)]
        if chosen:
            key, fetcher = self._key(), self._way_out()
            for hook in chosen:
                self._busy.add(hook)
                pool.submit(self._take, Turn(self._database, fetcher, key, hook, self._node), hook, stop)

    def _take(self, turn: Turn, hook_id: int, stop: threading.Event) -> None:
        try:
            turn.take(stop)
        except SQLAlchemyError as error:
            log.warning("A webhook waits: %s", error)
        except Exception:
            log.exception("A webhook's turn broke off.")
        finally:
            self._busy.discard(hook_id)


def with_work(session: Session, now: int) -> list[int]:
    """Hooks that nobody has and that have something to do, in any order, so that none comes last always."""
    free = or_(Hook.claimed_until.is_(None), Hook.claimed_until < now)
    rested = or_(Hook.resting_until.is_(None), Hook.resting_until <= now)
    hooks = session.scalars(select(Hook).where(Hook.disabled_at.is_(None), free, rested)).all()
    if not hooks:
        return []
    takes_clicks = any(CLICKS in hook.events.split() for hook in hooks)
    last, until = newest(session), ready(session, now).until if takes_clicks else 0
    waiting = _waiting(session)
    found = [hook.id for hook in hooks if _has_work(hook, waiting.get(hook.id, (0, now + 1)), last, until, now)]
    random.shuffle(found)
    return found


def _has_work(hook: Hook, waiting: tuple[int, int], last: int, until: int, now: int) -> bool:
    """`waiting` is how many messages wait, and when the first of them is due."""
    many, due_at = waiting
    events = set(hook.events.split())
    new = (events & set(OF_LINKS) and hook.revision_id < last) or (CLICKS in events and hook.clicks_before < until)
    return due_at <= now or bool(new and many < MOST_WAITING)


def _waiting(session: Session) -> dict[int, tuple[int, int]]:
    count, due = func.count(), func.min(Message.due_at)
    wanted = select(Message.webhook_id, count, due).where(Message.state == WAITING).group_by(Message.webhook_id)
    return {hook: (many, at) for hook, many, at in session.execute(wanted)}
