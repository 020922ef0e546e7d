"""How one day's clicks of a link divide, packed into one row: {dimension: {value: {class: count}}}."""

from collections.abc import Mapping

import msgspec

Breakdown = dict[str, dict[str, dict[str, int]]]
MOST_VALUES = 200
OTHER = "…other"

pack = msgspec.msgpack.Encoder(order="sorted").encode
_decoder = msgspec.msgpack.Decoder(Breakdown)


def unpack(data: bytes) -> Breakdown:
    return _decoder.decode(data) if data else {}


def count(into: Breakdown, dimension: str, value: str, visitor_class: str, clicks: int = 1) -> None:
    """Adds clicks to one value; a dimension that is full counts new values together."""
    values = into.get(dimension)
    if values is None:
        into[dimension] = {value: {visitor_class: clicks}}
        return
    classes = values.get(value)
    if classes is None and len(values) >= MOST_VALUES:
        value = OTHER
        classes = values.get(value)
    if classes is None:
        values[value] = {visitor_class: clicks}
    else:
        classes[visitor_class] = classes.get(visitor_class, 0) + clicks


def merge(into: Breakdown, other: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Breakdown:
    """Adds another breakdown to one that may be changed; returns it."""
    for dimension, values in other.items():
        for value, classes in values.items():
            for visitor_class, clicks in classes.items():
                count(into, dimension, value, visitor_class, clicks)
    return into
