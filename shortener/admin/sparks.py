"""The small picture in a row of the list: thirty days as thirty bars, and the words for those who don't see it."""

from collections.abc import Sequence

from msgspec import Struct

from shortener.admin.shown import number
from shortener.sentences import Counted, Words

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
    return Spark(STEP * len(counts), HEIGHT, path, (_by_minute if unit == "minute" else _by_day)(counts, most))


def _by_day(counts: Sequence[int], most: int) -> Words:
    words = Counted("%(clicks)s in %(num)s day", "%(clicks)s in %(num)s days", len(counts), clicks=number(sum(counts)))
    return Words("%(sum)s, at most %(most)s a day", sum=words, most=number(most)) if most else words


def _by_minute(counts: Sequence[int], most: int) -> Words:
    words = Counted(
        "%(clicks)s in %(num)s minute", "%(clicks)s in %(num)s minutes", len(counts), clicks=number(sum(counts))
    )
    return Words("%(sum)s, at most %(most)s a minute", sum=words, most=number(most)) if most else words
