"""What the address asks of the list of links, and the addresses of its neighbours."""

from collections.abc import Mapping

from shortener.admin.addresses import address_of
from shortener.reports.lists import LinkQuery

SORTS = ("created", "clicks", "last", "slug")
PER_PAGE = 25
# A page this far would make the database count past everything before it.
LAST_PAGE = 100_000
STATE_NAMES = (
    ("", "All but deleted"),
    ("live", "Live"),
    ("off", "Disabled"),
    ("early", "Not started"),
    ("over", "Ended"),
    ("deleted", "Deleted"),
)


def asked(args: Mapping[str, str]) -> LinkQuery:
    """The query in an address; anything that makes no sense counts as not given."""
    sort = args.get("sort", "")
    state = args.get("state", "")
    return LinkQuery(
        search=args.get("q", "").strip(),
        domain=args.get("domain", ""),
        tag=args.get("tag", ""),
        state=state if state in dict(STATE_NAMES) else "",
        sort=sort if sort in SORTS else "created",
        descending=descending(sort, args.get("order", "")),
        per_page=PER_PAGE,
    )


def descending(sort: str, order: str) -> bool:
    """The order given, else what people want of a column first: the newest, the most, but A before Z."""
    return order == "desc" if order in {"asc", "desc"} else sort != "slug"


def page_number(text: str) -> int:
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def address(query: LinkQuery, **changes: str | int) -> str:
    """The list's address with some answers changed; what is as usual is left out of it."""
    order = "desc" if query.descending else "asc"
    given: dict[str, str | int] = {
        "q": query.search,
        "domain": query.domain,
        "tag": query.tag,
        "state": query.state,
        "sort": query.sort,
        "order": order,
    }
    given.update(changes)
    if given["sort"] == "created":
        given["sort"] = ""
    if given["order"] == ("asc" if given["sort"] == "slug" else "desc"):
        given["order"] = ""
    return address_of("admin.links", given)


def filters(query: LinkQuery) -> list[tuple[str, str, str]]:
    """What narrows the list: the address without it, what it is, and its value."""
    given = (
        ("q", "Search", query.search),
        ("domain", "Domain", query.domain),
        ("tag", "Tag", query.tag),
        ("state", "State", dict(STATE_NAMES).get(query.state, "") if query.state else ""),
    )
    return [(address(query, **{name: ""}), words, value) for name, words, value in given if value]
