"""The truth of each slug, and when it changed last."""

import math
import time
from collections.abc import Callable, Mapping

from tests.load.truth import Truth


class Told(Truth):
    """Answers stand in it as status and Location: "302 https://example.org/", "404 "."""

    def __init__(self, answers: Mapping[str, str], now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(answers, now)
        self._changed_at = dict.fromkeys(answers, -math.inf)

    def begin(self, slug: str, target: str) -> None:
        self._changed_at[slug] = math.inf
        super().begin(slug, target)

    def finish(self, slug: str) -> None:
        super().finish(slug)
        self._changed_at[slug] = self.now()

    def changed_at(self, slug: str) -> float:
        """Seconds of the clock; infinity while nobody knows what became of an edit."""
        return self._changed_at[slug]
