"""Actions of plug-ins that list links: list and geturl."""

from collections.abc import Mapping

from shortener.api.answer import Answer
from shortener.api.asked import same_target
from shortener.api.change import ambiguous, done, missing
from shortener.api.lookup import NO_SIMPLE
from shortener.api.params import read_list, whole
from shortener.api.shown import row
from shortener.reports.listing import Listing, listed
from shortener.web.services import services
from shortener.yourls.addresses import sanitise

MOST_LINKS, PER_PAGE, LAST_PLACE = 10_000, 50, 1 << 40
FALSE = {"0", "false", "off", "no", ""}
SORTS = {"keyword", "url", "title", "timestamp", "clicks"}


def list_links(params: Mapping[str, str]) -> Answer:
    """A page of links, the newest first unless another order is asked for, with the fields asked for."""
    per_page = whole(params.get("perpage", ""), MOST_LINKS) or PER_PAGE
    offset = whole(params.get("offset", ""), LAST_PLACE)
    sort = {"click": "clicks"}.get(params.get("sortby", ""), params.get("sortby", ""))
    wanted = Listing(
        search=params.get("query", ""),
        sort=sort if sort in SORTS else "timestamp",
        descending=params.get("sortorder", "").upper() != "ASC",
        limit=per_page,
        start=offset,
    )
    with services().database.read() as session:
        found, total = listed(session, wanted)
    rows = [_chosen(row(one.link, one.clicks), read_list("fields") or []) for one in found]
    body = {"statusCode": 200, "message": "success", "result": rows, "total": total}
    return Answer({**body, "offset": offset, "perpage": per_page}, simple=NO_SIMPLE)


def get_url(params: Mapping[str, str]) -> Answer:
    """The keyword of a URL, or all of them; with `exactly_one` there may be no second one."""
    if "url" not in params:
        return missing("url")
    found = [link.slug for link in same_target(sanitise(params["url"]), params["url"].strip())]
    if not found:
        return _nothing(params["url"])
    one = params.get("exactly_one")
    if one is not None and one.lower() in FALSE:
        return done("success: found", f"Keywords for {params['url']} are {' '.join(found)}", keyword=found)
    if one is not None and len(found) > 1:
        return ambiguous()
    return done("success: found", f"Keyword for {params['url']} is {found[0]}", keyword=found[0])


def _nothing(url: str) -> Answer:
    body = {"statusCode": 404, "status": "fail", "message": "error: not found", "keyword": ""}
    return Answer(body, simple=f"Error: could not find keyword for url {url}")


def _chosen(fields: dict[str, object], names: list[str]) -> dict[str, object]:
    """Only the fields asked for; all of them where none of those is known."""
    return {name: value for name, value in fields.items() if name in names} or fields
