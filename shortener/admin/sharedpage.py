"""What a shared address opens: a link's numbers, to read only, without a sign-in, a cookie or a word of any visitor."""

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from shortener.accounts import rates, sharedpages
from shortener.accounts.rates import WINDOW_SECONDS
from shortener.accounts.signin import SignInRefusal
from shortener.admin.addresses import address_of
from shortener.admin.frame import page, tools_for
from shortener.admin.linkasked import Asked
from shortener.admin.linkclicks import clicks_of
from shortener.admin.picture import picture
from shortener.admin.spans import RANGES, USUAL, Span, span_of
from shortener.admin.worldmap import world
from shortener.clicks.classes import HUMAN
from shortener.clock import now_ms
from shortener.links.errors import NotFound
from shortener.links.views import LinkView
from shortener.reports.totals import totals
from shortener.sentences import Words
from shortener.web.services import services
from shortener.web.visitor import visitor_network

A_MINUTE = 60
PUBLIC = 1 << 40  # so that a link is counted apart from the shared page of the same number
# Hours and filters would be counted from single clicks; these are whole days, which cost the same whoever asks.
OFFERED = RANGES[1:]
SHOWN = ("channel", "country", "family", "device")
ENDED = Words("This page has ended or was taken back. Ask whoever sent you its address for a new one.")
NOT_PUBLIC = Words("How often this link was followed is not public. Whoever signs in sees it.")
TOO_OFTEN = Words("This page was asked for too often. Please try again in a minute.")
GUESSED = Words("Too many addresses that open nothing came from your network. Please try again in some minutes.")

blueprint = Blueprint("shared", __name__)
blueprint.context_processor(lambda: tools_for(None))


@blueprint.get("/-/stats/<token>")
def shared(token: str) -> Response:
    found = sharedpages.look_at(services().database, token, visitor_network())
    if isinstance(found, SignInRefusal):
        return _closed(404, ENDED) if found.code == "wrong" else _closed(429, GUESSED, found.wait_seconds(now_ms()))
    if _is_too_often(found.id):
        return _closed(429, TOO_OFTEN, WINDOW_SECONDS)
    link = _link(found.link_id)
    return _numbers(link, "shared.shared", {"token": token}, found.expires_at) if link else _closed(404, ENDED)


@blueprint.get("/-/stats/link/<int:link_id>")
def public(link_id: int) -> Response:
    """Without an end, of a link whose clicks are public."""
    link = _link(link_id)
    if link is None or not (link.public_stats or services().settings.public_stats):
        return _closed(404, NOT_PUBLIC)
    if _is_too_often(link.id + PUBLIC):
        return _closed(429, TOO_OFTEN, WINDOW_SECONDS)
    return _numbers(link, "shared.public", {"link_id": str(link.id)})


def _is_too_often(page_id: int) -> bool:
    rate = rates.take(services().settings.shared_rates_file, page_id, A_MINUTE)
    return rate is not None and not rate.allowed


def _link(link_id: int) -> LinkView | None:
    """None of one that was deleted."""
    try:
        link = services().library.get(link_id)
    except NotFound:
        return None
    return link if link.deleted_at is None else None


def _numbers(link: LinkView, endpoint: str, place: dict[str, str], ends: int | None = None) -> Response:
    asked = request.args.get("range", "")
    span = span_of({"range": asked if asked in dict(OFFERED) else USUAL}, link.created_at, now_ms())
    with services().database.read() as session:
        return page(
            "shared",
            200,
            link=link,
            span=span,
            ends=ends,
            totals=totals(session, [link.id])[link.id],
            ranges=[(_address(endpoint, place, key), words, key == span.key) for key, words in OFFERED],
            **_clicks(session, link, span),
        )


def _clicks(session: Session, link: LinkView, span: Span) -> dict[str, object]:
    found = clicks_of(session, Asked(link_id=link.id, span=span.key, compare="none"), span)
    divided = [one.unlinked for one in found.shares if one.dimension in SHOWN]
    places = next((one for one in divided if one.dimension == "country"), None)
    return {
        "clicks": {"shares": divided, "places": places, "total": found.total},
        "people": sum(bucket.by_class.get(HUMAN, 0) for bucket in found.buckets),
        "picture": picture(found.buckets, [], span.unit, []),
        "world": world(places.lines) if places else None,
    }


def _address(endpoint: str, place: dict[str, str], key: str) -> str:
    return address_of(endpoint, {"range": key if key != USUAL else ""}, place)


def _closed(status: int, sentence: str, wait_seconds: int = 0) -> Response:
    response = page("shared", status, closed=sentence)
    if wait_seconds:
        response.headers["Retry-After"] = str(wait_seconds)
    return response
