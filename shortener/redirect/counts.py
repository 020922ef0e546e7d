"""What a worker did since it was last asked, for the metrics."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Counts:
    """Answers by outcome, look-ups by the level that answered (memory, redis, database), seconds of each commit."""

    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    levels: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    commits: list[float] = field(default_factory=list)
