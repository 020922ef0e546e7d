"""When the links of a demo were made: some before its first day, the others all through it."""

import datetime as dt
from zoneinfo import ZoneInfo

from shortener.demo.fate import fate_of

OFFICE = range(8 * 3600, 18 * 3600)  # seconds of a day
EARLIER = 3  # so much of the days, divided by this, is the time in which links were made before the first click


def births(links: int, first: dt.date, days: int, zone: str, seed: int) -> list[int]:
    """Milliseconds UTC, one a link, in order; one at least is before the first day, and none on the last one."""
    fate = fate_of("births", seed)
    clock = ZoneInfo(zone)
    numbers = sorted(fate.randrange(-1 - days // EARLIER, max(0, days - 1)) for _ in range(links))
    numbers[0] = min(numbers[0], -1)
    midnights = {number: _midnight(first, number, clock) for number in set(numbers)}
    return sorted((midnights[number] + fate.choice(OFFICE)) * 1000 + fate.randrange(1000) for number in numbers)


def _midnight(first: dt.date, number: int, zone: ZoneInfo) -> int:
    day = dt.datetime.combine(first + dt.timedelta(days=number), dt.time(), zone)
    return int(day.timestamp())
