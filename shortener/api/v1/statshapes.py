"""What the answers about clicks and misses look like, for the document; a test holds the answers to it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from shortener.api.v1.shapes import Told

ByClass = dict[str, int]
Day = Annotated[str, Meta(extra_json_schema={"format": "date"})]


class Visitors(Struct, forbid_unknown_fields=True):
    """About how many people there were on a day."""

    day: Day
    visitors: int | None


class Stretch(Struct, forbid_unknown_fields=True):
    """The clicks from a moment on, up to another one: an hour, a day and so on, or the part of it in the period."""

    start: Told
    end: Told
    clicks: int
    by_class: ByClass


class Slice(Struct, forbid_unknown_fields=True):
    """The clicks with one value of what they are divided by."""

    value: str
    clicks: int
    by_class: ByClass


class Basis(Struct, forbid_unknown_fields=True):
    """Of what time the answer is, and whether it was counted from the counts or the clicks themselves."""

    since: Told
    until: Told
    timezone: str
    source: str
    clicks_kept_from: Told | None


class Counts(Basis, forbid_unknown_fields=True):
    """How many clicks there were. `clicks_before` were counted by another system and have no time."""

    clicks: int
    by_class: ByClass
    clicks_before: int | None
    visitors: list[Visitors]
    series: list[Stretch]
    breakdowns: dict[str, list[Slice]]
    compared: "Counts | None"


class SideCounts(Counts, forbid_unknown_fields=True, kw_only=True):
    """The counts of one of the links or tags that are compared."""

    kind: Literal["link", "tag"]
    name: str


class Sides(Struct, forbid_unknown_fields=True):
    """Links and tags side by side."""

    sides: list[SideCounts]


class Hours(Struct, forbid_unknown_fields=True):
    """Clicks of each hour of each weekday."""

    weekdays_from_monday: list[list[int]]


class Share(Struct, forbid_unknown_fields=True):
    """How many clicks of people came by IPv6."""

    name: str
    clicks: int
    ipv6: int


class CountryShare(Share, forbid_unknown_fields=True):
    """The same of a country."""

    months: list[Share]


class Shares(Basis, forbid_unknown_fields=True):
    """By month, and by country and month."""

    months: list[Share]
    countries: list[CountryShare]


class Newest(Struct, forbid_unknown_fields=True, rename={"visitor_class": "class"}):
    """A click of the last half hour."""

    at: Told
    link: str
    country: str | None
    visitor_class: str
    channel: str | None


class Live(Struct, forbid_unknown_fields=True):
    """The last half hour by minute, and the newest clicks."""

    until: Told
    minutes: list[int]
    newest: list[Newest]


class TopLink(Struct, forbid_unknown_fields=True):
    """A link and how often it was followed."""

    domain: str
    slug: str
    title: str
    clicks: int
    humans: int


class TopLinks(Basis, forbid_unknown_fields=True):
    """The most followed first."""

    links: list[TopLink]


class TopTag(Struct, forbid_unknown_fields=True):
    """A tag, its links, and how often they were followed."""

    tag: str
    links: int
    clicks: int
    humans: int


class TopTags(Basis, forbid_unknown_fields=True):
    """The most followed first."""

    tags: list[TopTag]
