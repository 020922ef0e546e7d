"""Whose personal fields are to go: those of everybody who followed a link, or of everybody in a network."""

import ipaddress

import msgspec
from sqlalchemy import ColumnElement, and_, or_

from shortener.clicks.columns import DERIVED
from shortener.clicks.steps.network import network_of
from shortener.clicks.steps.privacy import FIELDS
from shortener.clicks.tables import clicks
from shortener.sentences import Sentence

NARROWEST = {4: 24, 6: 48}  # what is kept of an address
# Each word of SHORTENER_CLICK_FIELDS, and the columns that hold it.
COLUMNS = {
    word: tuple("agent_id" if name == "agent" else name for name in names if name not in DERIVED)
    for word, names in FIELDS.items()
}
ALL_COLUMNS = tuple(name for names in COLUMNS.values() for name in names)


class BadNetwork(Sentence):
    """A network by which no clicks can be found; the message is one sentence."""


class Whose(msgspec.Struct, frozen=True):
    """One of the two: a link, or a prefix as clicks have it."""

    link_id: int | None = None
    prefix: str | None = None

    @property
    def family(self) -> int | None:
        return None if self.prefix is None else 6 if ":" in self.prefix else 4

    def holds(self) -> ColumnElement[bool]:
        """Of these clicks, those that still have a personal field."""
        c = clicks.c
        is_theirs = c.link_id == self.link_id if self.prefix is None else c.prefix == self.prefix
        return and_(is_theirs, or_(*(c[name].is_not(None) for name in ALL_COLUMNS)))


def prefix_of(text: str) -> str:
    """The prefix that is kept of an address, or of a network that isn't wider; raises BadNetwork."""
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise BadNetwork(f"{text!r} is no network such as 203.0.113.0/24 or 2001:db8:1::/48.") from error
    kept = NARROWEST[network.version]
    if network.prefixlen < kept:
        raise BadNetwork(f"{text!r} is wider than what is kept of an address: ask for one /{kept} after the other.")
    found = network_of(str(network.network_address))
    if found is None:
        raise BadNetwork(f"{text!r} is no network of visitors, such as 203.0.113.0/24 or 2001:db8:1::/48.")
    return found.prefix
