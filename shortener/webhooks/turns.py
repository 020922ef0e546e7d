"""One worker's turn with one hook, which nobody else has meanwhile: new messages are made, due ones are sent."""

import secrets
import threading

from sqlalchemy import update

from shortener.clock import now_ms
from shortener.net.fetch import Fetcher
from shortener.stores import Database, insist
from shortener.webhooks.filling import fill
from shortener.webhooks.outbox import next_due
from shortener.webhooks.sending import Outcome, attempt, settle
from shortener.webhooks.tables import Hook, Message

LEASE_MS = 60_000  # longer than an attempt takes; a worker that dies is waited for so long
MOST_MS = 30_000


class Turn:
    """`claim` tells this worker from all others."""

    def __init__(self, database: Database, fetcher: Fetcher, site_key: bytes, hook_id: int, node: str) -> None:
        self._database, self._fetcher, self._site_key, self._hook_id = database, fetcher, site_key, hook_id
        self._claim = f"{node[:64]} {secrets.token_hex(8)}"

    def take(self, stop: threading.Event) -> int:
        """How many messages were delivered; 0 where somebody else has the hook. Ends at the first failure."""
        began, done = now_ms(), 0
        if not self._hold(began, new=True):
            return 0
        try:
            if insist(lambda: fill(self._database, self._hook_id, self._claim, began)):
                while not stop.is_set() and now_ms() - began < MOST_MS and self._send_next():
                    done += 1
        finally:
            self._let_go()
        return done

    def _send_next(self) -> bool:
        """Whether one was delivered."""
        now = now_ms()
        with self._database.read() as session:
            hook, message = session.get(Hook, self._hook_id), next_due(session, self._hook_id, now)
        if hook is None or message is None or not self._still_holds(hook, now):
            return False
        outcome = attempt(self._fetcher, self._site_key, hook, message, now)
        write_down(self._database, hook, message, outcome)
        return not outcome.error

    def _still_holds(self, hook: Hook, now: int) -> bool:
        """A lease of which enough is left for an attempt isn't asked for anew: that is one write less a message."""
        if hook.claimed_by != self._claim or hook.disabled_at is not None:
            return False
        return (hook.claimed_until or 0) - now > LEASE_MS // 2 or self._hold(now)

    def _hold(self, now: int, *, new: bool = False) -> bool:
        """For another lease, unless the hook is disabled or somebody else's by now."""
        free = Hook.claimed_until.is_(None) | (Hook.claimed_until < now) if new else Hook.claimed_by == self._claim
        mine = update(Hook).where(Hook.id == self._hook_id, Hook.disabled_at.is_(None), free)
        with self._database.write() as session:
            values = {"claimed_by": self._claim, "claimed_until": now + LEASE_MS}
            taken = session.connection().execute(mine.values(values))
            return bool(taken.rowcount)

    def _let_go(self) -> None:
        mine = update(Hook).where(Hook.id == self._hook_id, Hook.claimed_by == self._claim)
        with self._database.write() as session:
            session.execute(
                mine.values(claimed_by=None, claimed_until=None).execution_options(synchronize_session=False)
            )


def write_down(database: Database, hook: Hook, message: Message, outcome: Outcome) -> None:
    """Whatever else the database does meanwhile."""

    def put() -> None:
        with database.write() as session:
            settle(session, hook.id, message.id, outcome, now_ms())

    insist(put)
