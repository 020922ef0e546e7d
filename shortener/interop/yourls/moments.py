"""Times as MySQL writes them: UTC, since YOURLS keeps no other."""

import re
from datetime import date
from functools import lru_cache

from shortener.clicks.days import EPOCH

_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d) ([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_SECONDS = re.compile(r":(\d\d)(?:\.\d{1,6})?", re.ASCII)


def moment(text: str) -> int | None:
    """Milliseconds UTC of 2020-01-02 03:04:05; None for what is no time, such as MySQL's zeros."""
    minute = _minute(text[:16])
    found = _SECONDS.fullmatch(text, 16) if minute is not None else None
    return None if minute is None or found is None else (minute * 60 + int(found[1])) * 1000


@lru_cache(8192)
def _minute(text: str) -> int | None:
    """Since 1970; a busy log says the same one many times."""
    found = _MINUTE.fullmatch(text)
    try:
        day = date.fromisoformat(found[1]).toordinal() - EPOCH if found else None
    except ValueError:
        return None
    return (day * 24 + int(found[2])) * 60 + int(found[3]) if found and day is not None else None
