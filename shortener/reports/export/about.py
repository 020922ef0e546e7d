"""What an export is, so that whoever has the file can ask the same question again and see that it is the same."""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from shortener.clicks.browsers import RULES_VERSION
from shortener.reports.export.order import Order
from shortener.reports.export.pages import Page


class About(msgspec.Struct, frozen=True, kw_only=True):
    """`sha256` and `bytes` are those of the file as it is written, packed or not.

    With the same `mark`, later clicks stay out; only retention, erasure and newer rules change what comes.
    """

    query: dict[str, Any]
    timezone: str
    rules_version: str
    rows: int
    format: str
    bytes: int
    sha256: str


class Tally:
    """Counts what goes through it."""

    def __init__(self) -> None:
        self.rows, self.bytes, self._digest = 0, 0, hashlib.sha256()

    def take(self, data: bytes, rows: int = 0) -> None:
        self.rows += rows
        self.bytes += len(data)
        self._digest.update(data)

    def through(self, pages: Iterator[Page]) -> Iterator[Page]:
        for page in pages:
            self.take(page.data, page.rows)
            yield page

    def about(self, order: Order) -> About:
        return About(
            query=order.query(),
            timezone=order.named.timezone,
            rules_version=RULES_VERSION,
            rows=self.rows,
            format=order.shape.ending,
            bytes=self.bytes,
            sha256=self._digest.hexdigest(),
        )
