"""Times as MySQL writes them: UTC, since YOURLS keeps no other."""

import re
from datetime import date
from functools import lru_cache

from shortener.clicks.days import EPOCH

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d):(\d\d):(\d\d)(?:\.\d{1,6})?")


def moment(text: str) -> int | None:
    """Milliseconds UTC of 2020-01-02 03:04:05; None for what is no time, such as MySQL's zeros."""
    found = _MOMENT.fullmatch(text)
    day = _day(found[1]) if found else None
    if found is None or day is None:
        return None
    return (((day * 24 + int(found[2])) * 60 + int(found[3])) * 60 + int(found[4])) * 1000


@lru_cache(8192)
def _day(text: str) -> int | None:
    """Since 1970; a log says the same one many times."""
    try:
        return date.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        return None
