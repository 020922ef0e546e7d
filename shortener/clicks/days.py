"""Which day of the organisation a moment belongs to."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

QUARTER_MS = 900_000


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
