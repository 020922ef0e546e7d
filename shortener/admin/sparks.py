"""The small picture in a row of the list: thirty days as thirty bars, and the words for those who don't see it."""

from collections.abc import Sequence

from msgspec import Struct

from shortener.admin.shown import number

STEP, BAR, HEIGHT = 4, 3, 24


class Spark(Struct, frozen=True):
    """What the macro `spark` draws; `path` is empty where there is nothing to see."""

    width: int
    height: int
    path: str
    words: str


def spark(counts: Sequence[int], unit: str = "day") -> Spark:
    """Every day, or another unit, with a click shows at least a line of its own."""
    most = max(counts, default=0)
    bars = [(place, max(1, round(count / most * (HEIGHT - 1)))) for place, count in enumerate(counts) if count]
    path = "".join(f"M{place * STEP} {HEIGHT - 1 - tall}h{BAR}v{tall}h-{BAR}z" for place, tall in bars)
    words = f"{number(sum(counts))} in {len(counts)} {unit}s"
    return Spark(STEP * len(counts), HEIGHT, path, f"{words}, at most {number(most)} a {unit}" if most else words)
