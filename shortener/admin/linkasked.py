"""What the address of a link's page asks of its clicks, and the addresses of what could be asked instead."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from shortener.admin.addresses import address_of
from shortener.admin.countries import country_names
from shortener.admin.spans import USUAL
from shortener.clicks.breakdown import OTHER
from shortener.clicks.classes import BOT, HUMAN, PREFETCH, PREVIEW
from shortener.reports.raw import LONGEST
from shortener.sentences import Words

WHO = (("", Words("Everybody")), ("humans", Words("People")), ("bots", Words("Robots")))
CLASSES = {"humans": {HUMAN}, "bots": {BOT, PREVIEW, PREFETCH}}
COMPARE = (("", Words("Time before")), ("year", Words("Year before")), ("none", Words("Nothing")))
PLACES = "country"
LEGIBLE = "!$'()*,/:;?@"  # what `url_for` leaves as it is in a question
BREAKDOWNS = (
    ("channel", Words("Way here"), Words("Unknown")),
    ("referrer_host", Words("Came from"), Words("Typed, scanned or unknown")),
    (PLACES, Words("Country"), Words("Unknown")),
    ("family", Words("Network"), Words("Unknown")),
    ("reason", Words("Visitors"), Words("Unknown")),
    ("browser", Words("Browser"), Words("Unknown")),
    ("os", Words("System"), Words("Unknown")),
    ("device", Words("Device"), Words("Unknown")),
    ("language", Words("Language"), Words("Unknown")),
    ("campaign", Words("Campaign"), Words("None")),
)
SPOKEN: dict[str, Mapping[str, str]] = {
    PLACES: country_names(),
    "family": {"4": "IPv4", "6": "IPv6"},
    "channel": {
        "qr": Words("QR code"),
        "mail": Words("Mail"),
        "search": Words("Search"),
        "social": Words("Social media"),
        "own": Words("Our own sites"),
        "site": Words("Other sites"),
        "direct": Words("Direct"),
    },
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`span` and the days are as in the address; `filters` are (dimension, value), an empty value means unknown."""

    link_id: int
    span: str = USUAL
    since: str = ""
    until: str = ""
    who: str = ""
    compare: str = ""
    filters: tuple[tuple[str, str], ...] = ()


def asked(args: Mapping[str, str], link_id: int, span: str) -> Asked:
    """Anything that makes no sense counts as not given. `span` is the range that is shown, empty for one of days."""
    who, compare = args.get("who", ""), args.get("compare", "")
    return Asked(
        link_id=link_id,
        span=span,
        since="" if span else args.get("since", "").strip(),
        until="" if span else args.get("until", "").strip(),
        who=who if who in dict(WHO) else "",
        compare=compare if compare in dict(COMPARE) else "",
        filters=tuple((name, args[name][:LONGEST]) for name, _, _ in BREAKDOWNS if name in args),
    )


def address(now: Asked, **changes: Any) -> str:
    """The page with some answers changed; what is as usual is left out of its address."""
    other = msgspec.structs.replace(now, **changes)
    given = {"range": other.span if other.span != USUAL else "", "since": other.since, "until": other.until}
    given |= {"who": other.who, "compare": other.compare}
    always = {"link_id": other.link_id, **dict(other.filters)}
    return address_of("admin.link", given, always, "clicks")


def narrowing(now: Asked, dimension: str) -> Callable[[str], str]:
    """The address of only those clicks that have a value; for hundreds of values, so that only the value is put in."""
    wide, _, anchor = address(now, filters=tuple(one for one in now.filters if one[0] != dimension)).partition("#")
    begin = wide + ("&" if "?" in wide else "?")
    return lambda value: f"{begin}{urlencode({dimension: value}, safe=LEGIBLE)}#{anchor}"


def chips(now: Asked) -> list[tuple[str, str, str]]:
    """What narrows the clicks: the address without it, what it is, and its value."""
    titles = {name: title for name, title, _ in BREAKDOWNS}
    return [
        (address(now, filters=tuple(one for one in now.filters if one[0] != name)), titles[name], spoken(name, value))
        for name, value in now.filters
    ]


def spoken(dimension: str, value: str) -> str:
    """A value of a dimension in words."""
    if value == OTHER:
        return Words("Others")
    unknown = next(words for name, _, words in BREAKDOWNS if name == dimension)
    return SPOKEN.get(dimension, {}).get(value, value) or unknown


def choices(now: Asked, name: str, options: tuple[tuple[str, str], ...]) -> list[tuple[str, str, bool]]:
    """(address, words, current) of each; another range puts the two days aside."""
    days = {"since": "", "until": ""} if name == "span" else {}
    return [(address(now, **{name: key}, **days), words, getattr(now, name) == key) for key, words in options]
