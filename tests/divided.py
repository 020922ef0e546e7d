"""Day rows written as people read them: {dimension: {value: {class: clicks}}}."""

from shortener.clicks.breakdown import DIMENSIONS, Counts, divide, name_of, pack, unpack

Divided = dict[str, dict[str, dict[str, int]]]


def counted(divided: Divided) -> Counts:
    return {
        name_of(dimension, visitor_class, value): clicks
        for dimension, values in divided.items()
        for value, classes in values.items()
        for visitor_class, clicks in classes.items()
    }


def packed(divided: Divided) -> bytes:
    return pack(counted(divided))


def unpacked(data: bytes) -> Divided:
    return {dimension: divide(unpack(data), dimension) for dimension in DIMENSIONS}
