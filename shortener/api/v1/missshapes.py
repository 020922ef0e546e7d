"""What the answers about misses look like, for the document; a test holds the answers to it."""

from msgspec import Struct

from shortener.api.v1.shapes import Told
from shortener.reports.misses import MissTotals
from shortener.reports.missstates import State


class Host(Struct, forbid_unknown_fields=True):
    """How many came from a site."""

    host: str
    count: int


class Nearest(Struct, forbid_unknown_fields=True):
    """The slug in use that was probably meant."""

    slug: str
    slips: int
    target: str


class Miss(Struct, forbid_unknown_fields=True):
    """Requests for one slug that no link answered; `wanted` is the slug that a link needs to answer them."""

    id: int
    domain: str
    slug: str
    wanted: str
    outcome: str
    state: State
    count: int
    first: Told
    last: Told
    referrers: list[Host]
    last_referrer: str | None
    looks_like: str
    nearest: Nearest | None


class Misses(Struct, forbid_unknown_fields=True):
    """One page of them, and how many there are in each state."""

    misses: list[Miss]
    total: int
    page: int
    pages: int
    totals: MissTotals
