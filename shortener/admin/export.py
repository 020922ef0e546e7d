"""Everything as files: clicks and links, streamed, so that a million rows need no memory."""

import datetime as dt

from flask import Response, request

from shortener.admin.frame import page, screen, zone
from shortener.admin.one import link_or_404
from shortener.reports.export.mark import safe_mark
from shortener.reports.export.order import TYPES, Named, Order
from shortener.reports.export.wanted import Wanted
from shortener.reports.files import csv_pieces, encoded
from shortener.reports.linkfile import LINK_COLUMNS, link_rows
from shortener.reports.periods import day_start
from shortener.reports.scope import SITE, Scope
from shortener.web.downloads import as_file, file_of_clicks
from shortener.web.services import services


@screen("/export", "read")
def export() -> Response:
    return _page()


@screen("/clicks.csv", "read")
def clicks_file() -> Response:
    """All clicks, or those from the start of the day `since` to the end of the day `until`."""
    problems: dict[str, str] = {}
    since = _day("since", problems)
    until = _day("until", problems)
    if since and until and since > until:
        problems["until"] = "The last day comes before the first day; choose a later one."
    if problems:
        return _page(problems)
    return _clicks(SITE, "clicks", _start(since), _start(until and until + dt.timedelta(days=1)))


@screen("/links/<int:link_id>/clicks.csv", "read")
def link_clicks_file(link_id: int) -> Response:
    link = link_or_404(link_id)
    return _clicks(Scope(link_id=link.id), f"clicks-{link.id}", link=f"{link.domain}/{link.slug}")


@screen("/links.csv", "read")
def links_file() -> Response:
    pieces = encoded(csv_pieces(link_rows(services().database), LINK_COLUMNS))
    return as_file(Response(pieces, content_type=TYPES["csv"]), "links", "csv", zone())


def _clicks(
    scope: Scope, name: str, since_ms: int | None = None, until_ms: int | None = None, link: str = ""
) -> Response:
    mark = safe_mark(services().database)
    wanted = Wanted(mark=mark, scope=scope, since_ms=since_ms, until_ms=until_ms)
    return file_of_clicks(Order(wanted, Named(zone(), link=link)), name)


def _day(name: str, problems: dict[str, str]) -> dt.date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        problems[name] = "This day can’t be read; write it like 2026-05-03."
        return None
    if not 1970 <= day.year < 9999:
        problems[name] = "The day must be between the years 1970 and 9998."
        return None
    return day


def _start(day: dt.date | None) -> int | None:
    return day_start(day, zone()) if day else None


def _page(problems: dict[str, str] | None = None) -> Response:
    return page(
        "export",
        422 if problems else 200,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        since=request.args.get("since", ""),
        until=request.args.get("until", ""),
    )
