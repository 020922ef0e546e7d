"""How one day's clicks of a link divide, packed into one row: {dimension: {value: {class: count}}}."""

import msgspec

Values = dict[str, dict[str, int]]
Breakdown = dict[str, Values]
MOST_VALUES = 200
OTHER = "…other"

pack = msgspec.msgpack.Encoder(order="sorted").encode
_decoder = msgspec.msgpack.Decoder(Breakdown)


def unpack(data: bytes) -> Breakdown:
    return _decoder.decode(data) if data else {}


def count(values: Values, value: str, visitor_class: str, clicks: int) -> None:
    """Adds clicks to one value of a dimension; one that is full counts new values together."""
    classes = values.get(value)
    if classes is None and len(values) >= MOST_VALUES:
        value = OTHER
        classes = values.get(value)
    if classes is None:
        values[value] = {visitor_class: clicks}
    else:
        classes[visitor_class] = classes.get(visitor_class, 0) + clicks


def merge(into: Breakdown, other: Breakdown) -> Breakdown:
    """Adds another breakdown to one that may be changed; returns it."""
    for dimension, values in other.items():
        known = into.setdefault(dimension, {})
        for value, classes in values.items():
            sums = known.get(value)
            for visitor_class, clicks in classes.items():
                if sums is None:
                    count(known, value, visitor_class, clicks)
                else:
                    sums[visitor_class] = sums.get(visitor_class, 0) + clicks
    return into
