"""Times on the command line: read and shown in the time zone of the settings."""

import datetime as dt
from zoneinfo import ZoneInfo

import click

from shortener.settings import Settings

LATEST_YEAR = 9998


def moment(text: str | None, name: str, settings: Settings) -> int | None:
    """Milliseconds UTC of an ISO 8601 date (its first moment) or time; without an offset, in the settings' zone."""
    if text is None or not text.strip():
        return None
    try:
        at = dt.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise click.BadParameter(
            f"{text!r} is not a date such as 2026-11-22 or 2026-11-22T10:00.", param_hint=name
        ) from error
    if not 1970 < at.year <= LATEST_YEAR:
        raise click.BadParameter(f"{text!r} is not between the years 1971 and {LATEST_YEAR}.", param_hint=name)
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(settings.timezone))
    return round(at.timestamp() * 1000)


def shown_time(at_ms: int | None, settings: Settings) -> str | None:
    """2026-11-22 10:11:12 +00:00"""
    if at_ms is None:
        return None
    return dt.datetime.fromtimestamp(at_ms // 1000, ZoneInfo(settings.timezone)).isoformat(" ")
