"""Everything as files: clicks and links, streamed, so that a million rows need no memory."""

import datetime as dt
from collections.abc import Iterable, Iterator

from flask import Response, request

from shortener.admin.frame import page, screen, zone
from shortener.admin.one import link_or_404
from shortener.clock import now_ms
from shortener.reports.export import CLICK_COLUMNS, click_rows
from shortener.reports.files import csv_pieces
from shortener.reports.linkfile import LINK_COLUMNS, link_rows
from shortener.reports.periods import day_start, local_date
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
    rows = click_rows(services().database, since=_start(since), until=_start(until and until + dt.timedelta(days=1)))
    return _file("clicks", csv_pieces(rows, CLICK_COLUMNS))


@screen("/links/<int:link_id>/clicks.csv", "read")
def link_clicks_file(link_id: int) -> Response:
    link = link_or_404(link_id)
    rows = click_rows(services().database, link_id=link.id)
    return _file(f"clicks-{link.id}", csv_pieces(rows, CLICK_COLUMNS))


@screen("/links.csv", "read")
def links_file() -> Response:
    return _file("links", csv_pieces(link_rows(services().database), LINK_COLUMNS))


def _file(name: str, pieces: Iterable[str]) -> Response:
    today = local_date(now_ms(), zone()).isoformat()
    headers = {"Content-Disposition": f'attachment; filename="{name}-{today}.csv"'}
    return Response(_bytes(pieces), content_type="text/csv; charset=utf-8", headers=headers)


def _bytes(pieces: Iterable[str]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.encode("utf-8", "replace")


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
