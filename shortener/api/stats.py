"""The actions about all links: stats and db-stats."""

from collections.abc import Mapping

from shortener.api.answer import Answer, success
from shortener.api.lookup import NO_SIMPLE
from shortener.api.params import whole
from shortener.api.profile import profile
from shortener.api.shown import describe_stats
from shortener.reports.ranks import Order, ranked
from shortener.reports.totals import site_totals
from shortener.web.services import services

MOST_LINKS = 10_000
LAST_PLACE = 1 << 40
ORDERS: dict[str, Order] = {"top": "top", "bottom": "bottom", "last": "last", "rand": "random", "random": "random"}


def stats(params: Mapping[str, str]) -> Answer:
    """Totals, and with a limit that many links in the order that `filter` names."""
    limit, start = whole(params.get("limit", ""), MOST_LINKS), whole(params.get("start", ""), LAST_PLACE)
    order = ORDERS.get(params.get("filter", ""), "top")
    links: dict[str, object] = {}
    if limit:
        with services().database.read() as session:
            found = ranked(session, order, limit, start)
        links = {f"link_{place}": describe_stats(row.link, row.clicks) for place, row in enumerate(found, 1)}
    body = {"links": links} if links else {}
    return Answer({**body, "stats": _totals(), **success()}, simple=NO_SIMPLE)


def db_stats(_params: Mapping[str, str]) -> Answer:
    return Answer({"db-stats": _totals(), **success()}, simple=NO_SIMPLE)


def _totals() -> dict[str, int | str]:
    with services().database.read() as session:
        site = site_totals(session)
    count = profile().count
    return {"total_links": count(site.links), "total_clicks": count(site.clicks + site.carried)}
