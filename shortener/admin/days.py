"""Days as people type them into two boxes, from and to, both included."""

import datetime as dt
from collections.abc import Mapping

from shortener.admin.frame import zone
from shortener.reports.periods import day_start
from shortener.sentences import Words


def asked_days(args: Mapping[str, str], problems: dict[str, str]) -> tuple[dt.date | None, dt.date | None]:
    """`since` and `until`, None for an empty box; `problems` gets a sentence a box."""
    since, until = asked_day(args, "since", problems), asked_day(args, "until", problems)
    if since and until and since > until:
        problems["until"] = Words("The last day comes before the first day; choose a later one.")
    return since, until


def asked_day(args: Mapping[str, str], name: str, problems: dict[str, str]) -> dt.date | None:
    text = args.get(name, "").strip()
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        problems[name] = Words("This day can’t be read; write it like 2026-05-03.")
        return None
    if not 1970 <= day.year < 9999:
        problems[name] = Words("The day must be between the years 1970 and 9998.")
        return None
    return day


def after(day: dt.date | None) -> dt.date | None:
    return day + dt.timedelta(days=1) if day else None


def start_of(day: dt.date | None) -> int | None:
    return day_start(day, zone()) if day else None
