"""What a collector has stored since it began, in the one line that it says when it ends."""

from collections import Counter
from dataclasses import dataclass, field

from shortener.clicks.batch import Batch


@dataclass
class Summary:
    """Counts of visits by what became of them, those set aside also by reason; false as long as there were none."""

    clicks: int = 0
    misses: int = 0
    set_aside: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, batch: Batch) -> None:
        self.clicks += len(batch.clicks)
        self.misses += len(batch.misses)
        self.set_aside += len(batch.set_aside)
        self.reasons.update(row["reason"] for row in batch.set_aside)

    def __bool__(self) -> bool:
        return bool(self.clicks or self.misses or self.set_aside)

    def __str__(self) -> str:
        clicks = f"{self.clicks:,} {'click' if self.clicks == 1 else 'clicks'}"
        misses = f"{self.misses:,} {'miss' if self.misses == 1 else 'misses'}"
        return f"Stored {clicks} and {misses}; {self.set_aside:,} set aside."
