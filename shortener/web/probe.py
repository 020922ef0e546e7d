"""A question that may never be answered, asked so that nobody waits long: what hangs is a thread, not a request."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

FRESH_SECONDS, PATIENCE_SECONDS, AGAIN_SECONDS = 1.0, 1.5, 10.0
MOST_ASKED = 3


class Probe(Generic[Answer]):
    """`ask` runs in a thread of its own, at most once a second; where it raises, there is no answer.

    While it hangs it is asked anew now and then, since another connection may get through; at most three hang.
    """

    def __init__(self, ask: Callable[[], Answer], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._clock = ask, clock
        self._told = threading.Condition()
        self._hanging = 0
        self._asked_at = self._answered_at = -float("inf")
        self._answer: Answer | None = None

    def begin(self) -> None:
        """Asks, unless the last answer is fresh or it is being asked already; waits for nothing."""
        with self._told:
            if not self._is_fresh() and self._may_ask():
                self._hanging += 1
                self._asked_at = self._clock()
                threading.Thread(target=self._wait, name="probe", daemon=True).start()

    def answer(self) -> Answer | None:
        """An answer that is at most a second old; None when there is none within PATIENCE_SECONDS of the question."""
        self.begin()
        with self._told:
            patience = self._asked_at + PATIENCE_SECONDS - self._clock()
            return self._answer if self._told.wait_for(self._is_fresh, max(0.0, patience)) else None

    def _is_fresh(self) -> bool:
        return self._clock() - self._answered_at < FRESH_SECONDS

    def _may_ask(self) -> bool:
        return self._hanging == 0 or (self._hanging < MOST_ASKED and self._clock() - self._asked_at > AGAIN_SECONDS)

    def _wait(self) -> None:
        answer = None
        try:
            answer = self._ask()
        except Exception:
            log.exception("A part of this node can't be looked at.")
        with self._told:
            self._hanging -= 1
            self._answer, self._answered_at = answer, self._clock()
            self._told.notify_all()
