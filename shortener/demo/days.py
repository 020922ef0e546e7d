"""The clicks of a demo, day by day: a tide of school terms, weeks and hours, and links that rise and fall."""

import datetime as dt
import math
import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from shortener.demo.crowd import make_visitors, methods, purposes, queries, referrers
from shortener.demo.fate import fate_of
from shortener.demo.links import DemoLink
from shortener.journal.visit import Visit

# Of a week and of a day, in the organisation's zone.
WEEKDAYS = (1.2, 1.3, 1.3, 1.25, 1.1, 0.7, 0.75)
HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 11, 14, 15, 14, 13, 14, 15, 15, 14, 12, 11, 11, 10, 8, 6, 4)
VISITS_EACH = 1.6
MISSES_IN_HUNDRED = 2
STEEPNESS = 0.9  # how much more often the first links are followed than the last ones


def weigh_days(first: dt.date, count: int) -> list[float]:
    """How much of all clicks each day has: more in each year, less in summer and at weekends."""
    days = [first + dt.timedelta(days=number) for number in range(count)]
    return [
        WEEKDAYS[day.weekday()]
        * (1 + 0.35 * math.cos(2 * math.pi * (day.timetuple().tm_yday - 330) / 365))
        * (1 + 0.8 * number / count)
        for number, day in enumerate(days)
    ]


def share_out(clicks: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers that add up to `clicks`."""
    sums = [0.0, *accumulate(weights)]
    edges = [round(clicks * reached / sums[-1]) for reached in sums]
    return [later - earlier for earlier, later in pairwise(edges)]


class Days:
    """Visits of any day, the same ones for the same seed whichever days were asked for before."""

    def __init__(self, links: Sequence[DemoLink], zone: str, seed: int) -> None:
        self._links = sorted(links, key=lambda link: link.created_at)
        self._births = [link.created_at for link in self._links]
        self._zone, self._seed = ZoneInfo(zone), seed
        ranks = list(range(len(links)))
        fate_of("ranks", seed).shuffle(ranks)
        self._sums = list(accumulate((rank + 3) ** -STEEPNESS for rank in ranks))

    def visits(self, day: dt.date, clicks: int) -> Iterator[Visit]:
        """In the order of time; `clicks` redirects, and some misses besides."""
        fate = fate_of(self._seed, day)
        known = self._known(day)
        visitors = make_visitors(fate, max(1, int(clicks / VISITS_EACH)))
        chosen = zip(
            sorted(self._moments(fate, day, clicks)),
            map(self._links.__getitem__, fate.choices(range(known), cum_weights=self._sums[:known], k=clicks)),
            fate.choices(visitors, k=clicks),
            *(choice.some(fate, clicks) for choice in (referrers, queries, methods, purposes)),
            strict=True,
        )
        for at, link, visitor, referrer, query, method, purpose in chosen:
            where = referrer.format(fate.randrange(300)) if referrer.count("{") else referrer
            yield Visit(
                *(at, link.domain_id, link.slug, link.id, link.revision_id, True, "go", 302, method),
                *(visitor.address, "proxied" if "." in visitor.address else "direct", visitor.agent, where),
                *(visitor.language, purpose, visitor.private, query),
            )
            if fate.random() * 100 < MISSES_IN_HUNDRED:
                yield self._miss(fate, at, link, visitor.address, visitor.agent)

    def _known(self, day: dt.date) -> int:
        """How many links were made before the day; all of them where none was, as in a demo that was made otherwise."""
        midnight = dt.datetime.combine(day, dt.time(), self._zone)
        return bisect_left(self._births, int(midnight.timestamp() * 1000)) or len(self._births)

    def _moments(self, fate: random.Random, day: dt.date, count: int) -> Iterator[int]:
        """Milliseconds UTC; an hour that clocks skip or show twice has the clicks of its name."""
        midnight = dt.datetime.combine(day, dt.time(), self._zone)
        starts = [int((midnight + dt.timedelta(hours=hour)).timestamp()) * 1000 for hour in range(24)]
        hours = fate.choices(starts, weights=HOURS, k=count)
        return (start + fate.randrange(3_600_000) for start in hours)

    def _miss(self, fate: random.Random, at: int, link: DemoLink, address: str, agent: str) -> Visit:
        """What people mistype, and what scanners try."""
        slug = fate.choice((link.slug[:-1], link.slug.replace("-", ""), "wp-login.php", ".env", link.slug + "s"))
        return Visit(
            *(at, link.domain_id, slug or "x", 0, 0, False, "unknown", 404, "GET"),
            *(address, "direct", agent, "", "", "", False, ""),
        )
