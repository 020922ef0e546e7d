"""Links as they are told to programs, with their clicks, and the mark by which a later change knows its link."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from flask import Response, request
from werkzeug.datastructures import ETags

from shortener.accounts import people
from shortener.api.v1.blueprint import PREFIX
from shortener.api.v1.bodies import reply
from shortener.api.v1.refusals import Turned
from shortener.api.v1.shapes import Link
from shortener.clock import now_ms
from shortener.links.views import LinkView
from shortener.reports.moments import iso_or_none
from shortener.reports.totals import Totals, totals
from shortener.web.services import services
from shortener.web.urls import short_url, slug_in_path

TIMES = ("starts_at", "ends_at", "created_at", "updated_at", "deleted_at")
PLAIN = tuple(set(Link.__struct_fields__) & set(LinkView.__struct_fields__) - set(TIMES))


def told_links(links: Sequence[LinkView]) -> list[Link]:
    """In the same order, in two queries."""
    with services().database.read() as session:
        counts, names = totals(session, [link.id for link in links]), people.names(session)
    now = now_ms()
    return [_told(link, counts[link.id], names, now) for link in links]


def give(link: LinkView, status: int = 200) -> Response:
    """One link with its ETag; a new one says where it is."""
    response = reply(told_links([link])[0], status)
    digest = blake2b(response.get_data(), digest_size=6).hexdigest()
    response.set_etag(f"{_mark_of(link)}-{digest}")
    if status == 201:
        response.location = f"{PREFIX}/links/{slug_in_path(link.slug)}?domain={link.domain}"
    return response


def give_unless_known(link: LinkView) -> Response:
    """The same, or 304 where If-None-Match says that the asker has just that, clicks and all."""
    response = give(link)
    etag, _ = response.get_etag()
    if not request.if_none_match.contains_weak(etag or ""):
        return response
    return Response(status=304, headers={"ETag": response.headers["ETag"]}, content_type="")


def _mark_of(link: LinkView) -> str:
    """What an ETag begins with: it changes with what people change, not with each click. The rest is for readers."""
    return f"{link.id}-{link.version}"


def check_conditions(link: LinkView | None) -> None:
    """Raises Turned where If-Match or If-None-Match say that it shall not be done to this link, or to none."""
    if "If-Match" in request.headers and not (link and _names(request.if_match, link)):
        raise Turned(412, "stale", "The link has changed since you read it; read it again, and try again.")
    if "If-None-Match" in request.headers and link and _names(request.if_none_match, link):
        raise Turned(412, "exists", "There is such a link already, so nothing was changed.")


def _names(etags: ETags, link: LinkView) -> bool:
    """Weak ones too: proxies that pack answers make them so."""
    marks = {"-".join(etag.split("-")[:2]) for etag in etags.as_set(include_weak=True) if etag}
    return etags.star_tag or _mark_of(link) in marks


def _told(link: LinkView, count: Totals, names: dict[int, str], now: int) -> Link:
    times: dict[str, Any] = {name: iso_or_none(getattr(link, name)) for name in TIMES}
    return Link(
        url=short_url(services().settings, link),
        owner=names.get(link.owner_id) if link.owner_id is not None else None,
        state=link.state(now),
        clicks=count.clicks,
        clicks_before=count.carried,
        yourls_clicks=count.counter,
        last_click_at=iso_or_none(count.last_at),
        **{name: getattr(link, name) for name in PLAIN},
        **times,
    )
