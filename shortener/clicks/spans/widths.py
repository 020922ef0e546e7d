"""Which weeks stand together: one, and four, counted from the first Monday of all; and how their days are packed."""

from collections.abc import Mapping

import msgspec
from sqlalchemy.orm import Session

WIDTHS = (4, 1)  # in weeks, the widest first
WEEK = 7
Days = dict[int, dict[str, int]]  # clicks by the ordinal of a day and by class

_decoder = msgspec.msgpack.Decoder(Days)
pack_days = msgspec.msgpack.Encoder().encode


def unpack_days(data: bytes) -> Mapping[int, Mapping[str, int]]:
    return _decoder.decode(data)


def are_kept(session: Session) -> bool:
    """Whether the database itself sees to it that none outlives a write to one of its days."""
    return session.get_bind().dialect.name in ("sqlite", "postgresql")


def days_of(weeks: int, number: int) -> range:
    """Ordinals of its days, from a Monday to a Sunday."""
    return range(number * weeks * WEEK + 1, (number + 1) * weeks * WEEK + 1)


def numbers_within(weeks: int, first_day: int, last_day: int) -> range:
    """Those of which every day is one of these."""
    return range(-((1 - first_day) // (weeks * WEEK)), last_day // (weeks * WEEK))
