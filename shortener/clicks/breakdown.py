"""How one day's clicks of a link divide, packed into one row: counts by dimension, visitor class and value.

They are kept flat, since each batch of clicks unpacks, adds to and packs a row of each link that it holds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec

Counts = dict[str, int]
DIMENSIONS = {
    "family": "f",
    "country": "c",
    "referrer_host": "r",
    "channel": "h",
    "language": "l",
    "status": "s",
    "method": "m",
    "via": "v",
    "campaign": "p",
    "browser": "b",
    "os": "o",
    "device": "d",
    "reason": "w",
    "country_family": "x",
}
CLASSES = {"human": "h", "bot": "b", "preview": "p", "prefetch": "f", "unknown": "u"}
PREFIX = 2
ALWAYS = "method"  # every click has one, whatever is kept of visitors
MOST_VALUES = 200
OTHER = "…other"

_classes = {code: visitor_class for visitor_class, code in CLASSES.items()}
_decoder = msgspec.msgpack.Decoder(Counts)
pack = msgspec.msgpack.Encoder().encode


def unpack(data: bytes) -> Counts:
    return _decoder.decode(data) if data else {}


def name_of(dimension: str, visitor_class: str, value: object) -> str:
    """The name under which clicks of a class are counted; what isn't known (None) counts under the empty value."""
    return f"{DIMENSIONS[dimension]}{CLASSES[visitor_class]}{'' if value is None else value}"


def merge(into: Counts, more: Mapping[str, int]) -> Counts:
    """Adds counts to those that may be changed; returns them.

    A dimension holds MOST_VALUES values of each class; further ones are counted together.
    """
    new = {}
    for name, clicks in more.items():
        if name in into:
            into[name] += clicks
        else:
            new[name] = clicks
    if len(into) + len(new) > MOST_VALUES:
        return _merge_new(into, new)
    into.update(new)
    return into


def shift(counts: Counts, changes: Mapping[str, int]) -> Counts:
    """Takes away from and adds to counts that may be changed; returns them. What has no name is one of the others."""
    for name, clicks in changes.items():
        if clicks < 0:
            other = name[:PREFIX] + OTHER
            counted = other if name not in counts and other in counts else name
            counts[counted] = counts.get(counted, 0) + clicks
            if not counts[counted]:
                del counts[counted]
    return merge(counts, {name: clicks for name, clicks in changes.items() if clicks > 0})


def _merge_new(into: Counts, new: Mapping[str, int]) -> Counts:
    """A dimension with OTHER is full; of others it is counted how many values they hold."""
    held: Counter[str] = Counter()
    for name, clicks in new.items():
        prefix = name[:PREFIX]
        counted = prefix + OTHER
        if counted not in into:
            held = held or Counter(name[:PREFIX] for name in into)
            held[prefix] += 1
            counted = name if held[prefix] <= MOST_VALUES else counted
        into[counted] = into.get(counted, 0) + clicks
    return into


def summed(counted: Iterable[Counts]) -> Counts:
    """The counts of several days or links as those of one, with as many values as there are."""
    parts = sorted(counted, key=len)  # the longest is taken as it is, and most names of the others are in it
    counts = defaultdict[str, int](int, parts.pop() if parts else {})  # Counter.update takes twice as long
    for part in parts:
        for name, clicks in part.items():
            counts[name] += clicks
    return counts


Divided = dict[str, dict[str, int]]  # clicks by value and class


def divide(counts: Counts, dimension: str) -> Divided:
    """Of one dimension; nothing of one that nobody keeps."""
    return divide_all(counts, [dimension])[dimension]


def divide_all(counts: Counts, dimensions: Iterable[str]) -> dict[str, Divided]:
    """Of several, in one pass."""
    divided: dict[str, Divided] = {dimension: {} for dimension in dimensions}
    by_code = {DIMENSIONS[dimension]: by_value for dimension, by_value in divided.items() if dimension in DIMENSIONS}
    for name, clicks in counts.items():
        by_value = by_code.get(name[0])
        if by_value is not None:
            value, visitor_class = name[PREFIX:], _classes[name[1]]
            of_value = by_value.get(value)
            if of_value is None:
                by_value[value] = {visitor_class: clicks}
            else:
                of_value[visitor_class] = clicks
    return divided


def names_by_class(counts: Counts) -> dict[str, str]:
    """The class of each name that every click has exactly one of."""
    code = DIMENSIONS[ALWAYS]
    return {name: _classes[name[1]] for name in counts if name[0] == code}


def by_class(counts: Counts) -> Counter[str]:
    """All clicks, by class."""
    found: Counter[str] = Counter()
    for name, visitor_class in names_by_class(counts).items():
        found[visitor_class] += counts[name]
    return found
