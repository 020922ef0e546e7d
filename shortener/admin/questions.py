"""What the address asks of the list of links, and the addresses of its neighbours."""

import datetime as dt
from collections.abc import Mapping

from shortener.accounts.roles import kept_to
from shortener.admin.addresses import address_of
from shortener.admin.days import after, asked_days, start_of
from shortener.admin.frame import me, zone
from shortener.admin.one import id_in
from shortener.reports.linkquery import CLICKED, NOBODY, PRINTED, RENAMED, SILENT, TIMED, LinkQuery
from shortener.reports.periods import local_date
from shortener.sentences import Words

SORTS = ("created", "clicks", "last", "slug")
PER_PAGE = 25
# A page this far would make the database count past everything before it.
LAST_PAGE = 100_000
STATE_NAMES = (
    ("", Words("All but deleted")),
    ("live", Words("Live")),
    ("off", Words("Disabled")),
    ("early", Words("Not started")),
    ("over", Words("Ended")),
    ("deleted", Words("Deleted")),
)
KIND_NAMES = (
    ("", Words("All kinds")),
    (PRINTED, Words("Printed")),
    (TIMED, Words("With a start or an end")),
    (RENAMED, Words("Renamed")),
)
CLICK_NAMES = (("", Words("Any number")), (CLICKED, Words("Clicked")), (SILENT, Words("Never clicked")))


def asked(args: Mapping[str, str]) -> LinkQuery:
    """The query in an address, of one's own links where somebody sees no others; nonsense counts as not given."""
    sort = args.get("sort", "")
    problems: dict[str, str] = {}
    since, until = asked_days(args, problems)
    own = kept_to(me())
    return LinkQuery(
        search=args.get("q", "").strip(),
        domain=args.get("domain", ""),
        tag=args.get("tag", ""),
        state=_known(args, "state", STATE_NAMES),
        owner=own if own is not None else id_in(args.get("owner", "")),
        since_ms=start_of(since) if not problems else None,
        until_ms=start_of(after(until)) if not problems else None,
        kind=_known(args, "kind", KIND_NAMES),
        clicks=_known(args, "clicks", CLICK_NAMES),
        sort=sort if sort in SORTS else "created",
        descending=descending(sort, args.get("order", "")),
        per_page=PER_PAGE,
    )


def place_of(args: Mapping[str, str]) -> dict[str, str]:
    """Where on the way through the list: after one mark, or before another."""
    return {name: args[name] for name in ("after", "before") if args.get(name)}


def descending(sort: str, order: str) -> bool:
    """The order given, else what people want of a column first: the newest, the most, but A before Z."""
    return order == "desc" if order in {"asc", "desc"} else sort != "slug"


def page_number(text: str) -> int:
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def given(query: LinkQuery, **changes: str | int) -> dict[str, str | int]:
    """The query as an address says it, with some answers changed; what is as usual is empty, as whose links they are
    is for who sees no others."""
    found: dict[str, str | int] = {
        "q": query.search,
        "domain": query.domain,
        "tag": query.tag,
        "state": query.state,
        "owner": "" if query.owner in {None, kept_to(me())} else str(query.owner),
        "since": _day(query.since_ms),
        "until": _day(query.until_ms, -1),
        "kind": query.kind,
        "clicks": query.clicks,
        "sort": query.sort,
        "order": "desc" if query.descending else "asc",
    }
    found |= changes
    if found["sort"] == "created":
        found["sort"] = ""
    if found["order"] == ("asc" if found["sort"] == "slug" else "desc"):
        found["order"] = ""
    return found


def address(query: LinkQuery, **changes: str | int) -> str:
    """The list's address with some answers changed; what is as usual is left out of it."""
    return address_of("admin.links", given(query, **changes))


def filters(query: LinkQuery, owners: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """What narrows the list: the address without it, what it is, and its value."""
    now = given(query)
    spoken = (
        ("q", Words("Search"), query.search),
        ("domain", Words("Domain"), query.domain),
        ("tag", Words("Tag"), query.tag),
        ("state", Words("State"), dict(STATE_NAMES)[query.state]),
        (
            "owner",
            Words("Owner"),
            Words("Nobody") if query.owner == NOBODY else owners.get(query.owner or 0, Words("Unknown")),
        ),
        ("since", Words("Created from"), str(now["since"])),
        ("until", Words("Created until"), str(now["until"])),
        ("kind", Words("Kind"), dict(KIND_NAMES)[query.kind]),
        ("clicks", Words("Clicks"), dict(CLICK_NAMES)[query.clicks]),
    )
    return [(address(query, **{name: ""}), words, value) for name, words, value in spoken if now[name]]


def _known(args: Mapping[str, str], name: str, known: tuple[tuple[str, str], ...]) -> str:
    text = args.get(name, "")
    return text if text in dict(known) else ""


def _day(at_ms: int | None, days: int = 0) -> str:
    return "" if at_ms is None else str(local_date(at_ms, zone()) + dt.timedelta(days=days))
