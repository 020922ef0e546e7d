"""Which day of the organisation a moment belongs to."""

from bisect import bisect_left
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

QUARTER_MS = 900_000
QUARTERS_A_DAY = 96
EPOCH = date(1970, 1, 1).toordinal()


class Calendar:
    """Days of one time zone as ordinals. Every zone's days begin on a quarter-hour, so one answer serves a quarter."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self._info = ZoneInfo(zone)
        self._known: dict[int, int] = {}

    def day_of(self, quarter: int) -> int:
        """The ordinal (date.toordinal) of the day of a quarter-hour counted from 1970 UTC."""
        day = self._known.get(quarter)
        if day is None:
            moment = datetime.fromtimestamp(quarter * QUARTER_MS / 1000, UTC)
            day = self._known[quarter] = moment.astimezone(self._info).date().toordinal()
        return day

    def quarters_of(self, day: int) -> range:
        """All quarter-hours of a day; none of one that the zone skipped."""
        return range(self._first_of(day), self._first_of(day + 1))

    def _first_of(self, day: int) -> int:
        """The first quarter-hour of this day or a later one; no zone is more than a day off."""
        noon = (day - EPOCH) * QUARTERS_A_DAY + QUARTERS_A_DAY // 2
        return bisect_left(range(noon + QUARTERS_A_DAY), day, lo=noon - 2 * QUARTERS_A_DAY, key=self.day_of)
