"""Actions of plug-ins that count clicks in a time: shorturl_analytics and url-stats-period."""

import datetime as dt
from collections.abc import Mapping, Sequence

from shortener.api.answer import Answer
from shortener.api.asked import same_target
from shortener.api.lookup import NO_SIMPLE, find_link
from shortener.api.params import whole
from shortener.clock import now_ms
from shortener.reports.counting import clicks_between
from shortener.reports.periods import Period, day_start
from shortener.reports.scope import of_link
from shortener.reports.series import series
from shortener.reports.totals import totals
from shortener.web.services import services
from shortener.yourls.addresses import sanitise

MOST_DAYS, LATEST = 3_000, 253_402_300_799
EARLIEST, NEVER = dt.date(1970, 1, 1), dt.date(9990, 1, 1)


def analytics(params: Mapping[str, str]) -> Answer:
    """Clicks of a link on each day (UTC) from `date` to `date_end`."""
    if "date" not in params:
        return _wrong("Missing date parameter")
    first, last = _date(params["date"]), _date(params.get("date_end", params["date"]))
    if first is None or last is None:
        return _wrong("Wrong date format")
    if last < first:
        return _wrong("The date_end parameter cannot be smaller than date")
    if (last - first).days >= MOST_DAYS:
        return _wrong(f"These are too many days; {MOST_DAYS} are the most")
    if "shorturl" not in params:
        return _wrong("Missing shorturl parameter")
    _, link = find_link(params["shorturl"])
    return _wrong("Not Found") if link is None else _daily(link.id, first, last)


def period(params: Mapping[str, str]) -> Answer:
    """Clicks of a link, or of all with a URL, after `since` and up to `until` (Unix seconds)."""
    if not {"url", "shorturl"} & params.keys():
        return _error(400, "error: Missing 'url' or 'shorturl' parameter.")
    ids = _links(params)
    if not ids:
        return _error(404, "error: not found")
    since = whole(params.get("since", ""), LATEST)
    until = whole(params["until"], LATEST) if "until" in params else now_ms() // 1000
    if since >= until:
        return _error(400, f"error: The 'since' value ({since}) must be smaller than the 'until' value ({until}).")
    with services().database.read() as session:
        clicks = clicks_between(session, ids, (since + 1) * 1000, (until + 1) * 1000)
    body = {"statusCode": 200, "message": "success", "url-stats-period": {"clicks": clicks}}
    return Answer(body, simple=str(clicks))


def _daily(link_id: int, first: dt.date, last: dt.date) -> Answer:
    asked = Period(day_start(first, "UTC"), day_start(last + dt.timedelta(1), "UTC"), "UTC")
    with services().database.read() as session:
        total = totals(session, [link_id])[link_id].clicks
        counted = series(session, asked, "day", of_link(link_id))
    days = (first + dt.timedelta(number) for number in range(len(counted)))
    daily = {day.isoformat(): bucket.clicks for day, bucket in zip(days, counted, strict=True)}
    stats = {"total_clicks": total, "range_clicks": sum(daily.values()), "daily_clicks": daily}
    return Answer({"statusCode": 200, "message": "success", "stats": stats}, simple=NO_SIMPLE)


def _links(params: Mapping[str, str]) -> Sequence[int]:
    if "url" in params:
        return [link.id for link in same_target(sanitise(params["url"]), params["url"].strip())]
    _, link = find_link(params["shorturl"])
    return [link.id] if link else []


def _date(text: str) -> dt.date | None:
    """A day written as 2026-05-03, and in no other way."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text and EARLIEST <= found < NEVER else None


def _wrong(message: str) -> Answer:
    return Answer({"statusCode": 400, "message": message}, simple=message)


def _error(status: int, message: str) -> Answer:
    return Answer({"errorCode": status, "message": message}, simple=message)
