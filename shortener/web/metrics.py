"""What a web worker counts: the receiver of the hot path's figures, kept by prometheus-client."""

from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram

from shortener.redirect.counts import Counts

OUTCOMES = ("go", "unknown", "off", "early", "over", "deleted", "away", "host")
LEVELS = ("memory", "redis", "database")
SECONDS = (0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

REGISTRY = CollectorRegistry()


class ManyAtOnce(Histogram):
    """Takes hundreds of values for little more than the price of one: a lane waits for it."""

    def observe_all(self, amounts: Sequence[float]) -> None:
        for place, count in Tally(bisect_left(self._upper_bounds, amount) for amount in amounts).items():
            self._buckets[place].inc(count)
        self._sum.inc(sum(amounts))


ANSWERS = Counter(
    "shortener_redirects", "Answers to short URLs, by what became of them.", ["outcome"], registry=REGISTRY
)
LOOKUPS = Counter("shortener_lookups", "Slugs looked up, by where they were found.", ["level"], registry=REGISTRY)
COMMITS = ManyAtOnce("shortener_journal_commit_seconds", "Writing clicks to disk.", buckets=SECONDS, registry=REGISTRY)

for _outcome in OUTCOMES:
    ANSWERS.labels(_outcome)
for _level in LEVELS:
    LOOKUPS.labels(_level)


def report(counts: Counts) -> None:
    """Adds what a lane counted since it reported last; from any thread."""
    for outcome, count in counts.outcomes.items():
        ANSWERS.labels(outcome).inc(count)
    for level, count in counts.levels.items():
        LOOKUPS.labels(level).inc(count)
    if counts.commits:
        COMMITS.observe_all(counts.commits)
