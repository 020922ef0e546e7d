"""Where each slug may lead at this moment, while somebody edits: what was right stays so for LATE seconds."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LATE = 1.0
KEPT = 120.0  # no request takes longer


@dataclass
class Version:
    """A target, or None where no link is, and the moment from which on it is wrong."""

    target: str | None
    wrong_from: float = math.inf


class Truth:
    """Starts with the targets that everybody may expect; times are seconds of the given clock."""

    def __init__(self, targets: Mapping[str, str], now: Callable[[], float] = time.monotonic) -> None:
        self._versions = {slug: [Version(target)] for slug, target in targets.items()}
        self._now = now
        self.changes = 0

    def now(self) -> float:
        return self._now()

    def begin(self, slug: str, target: str) -> None:
        """A change is being saved: from now on the new answer is right as well."""
        self._versions.setdefault(slug, [Version(None)]).append(Version(target))

    def finish(self, slug: str) -> None:
        """It is saved: what was right before is wrong in a moment. Without this, nobody knows, and both stay right."""
        now, versions = self._now(), self._versions[slug]
        for version in versions[:-1]:
            version.wrong_from = min(version.wrong_from, now + LATE)
        versions[:] = [version for version in versions if version.wrong_from > now - KEPT]
        self.changes += 1

    def right(self, slug: str, asked_at: float) -> list[str | None]:
        """What may be answered to a request that was sent at `asked_at` and is answered now."""
        versions = self._versions.get(slug, [Version(None)])
        return [version.target for version in versions if version.wrong_from >= asked_at]

    def since(self, slug: str, target: str | None, asked_at: float) -> float | None:
        """Seconds from the change that ended this answer to the question; None when nothing known ended it."""
        ends = [version.wrong_from for version in self._versions.get(slug, []) if version.target == target]
        return asked_at - (max(ends) - LATE) if ends and max(ends) < math.inf else None
