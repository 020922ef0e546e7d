"""Everything as files: clicks and links, streamed, so that a million rows need no memory."""

from flask import Response, request

from shortener.admin.days import after, asked_days, start_of
from shortener.admin.frame import page, screen, zone
from shortener.admin.one import link_or_404
from shortener.reports.export.mark import safe_mark
from shortener.reports.export.order import Named, Order
from shortener.reports.export.wanted import Wanted
from shortener.reports.linkfile import LINK_COLUMNS, link_rows
from shortener.reports.scope import SITE, Scope
from shortener.web.downloads import file_of_clicks, file_of_lines
from shortener.web.services import services


@screen("/export", "all")
def export() -> Response:
    return _page()


@screen("/clicks.csv", "all")
def clicks_file() -> Response:
    """All clicks, or those from the start of the day `since` to the end of the day `until`."""
    problems: dict[str, str] = {}
    since, until = asked_days(request.args, problems)
    if problems:
        return _page(problems)
    return _clicks(SITE, "clicks", start_of(since), start_of(after(until)))


@screen("/links/<int:link_id>/clicks.csv", "read")
def link_clicks_file(link_id: int) -> Response:
    link = link_or_404(link_id)
    return _clicks(Scope(link_id=link.id), f"clicks-{link.id}", link=f"{link.domain}/{link.slug}")


@screen("/links.csv", "all")
def links_file() -> Response:
    return file_of_lines(link_rows(services().database), LINK_COLUMNS, "links", zone())


def _clicks(
    scope: Scope, name: str, since_ms: int | None = None, until_ms: int | None = None, link: str = ""
) -> Response:
    mark = safe_mark(services().database)
    wanted = Wanted(mark=mark, scope=scope, since_ms=since_ms, until_ms=until_ms)
    return file_of_clicks(Order(wanted, Named(zone(), link=link)), name)


def _page(problems: dict[str, str] | None = None) -> Response:
    return page(
        "export",
        422 if problems else 200,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        since=request.args.get("since", ""),
        until=request.args.get("until", ""),
    )
