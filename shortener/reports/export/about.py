"""What an export is, so that whoever has the file can ask the same question again and see that it is the same."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.complete import complete_from
from shortener.reports.export.order import Order
from shortener.reports.export.pages import Page
from shortener.reports.moments import iso_ms
from shortener.stores import Database

CHUNK = 1 << 20


class About(msgspec.Struct, frozen=True, kw_only=True):
    """`sha256` and `bytes` are those of the file as it is written, packed or not.

    With the same `mark`, later clicks stay out; only retention, erasure and newer rules change what comes. From
    `clicks_kept_from` (UTC) on every click has its row; None: from the first click on.
    """

    query: dict[str, Any]
    timezone: str
    rules_version: str
    rows: int
    format: str
    bytes: int
    sha256: str
    clicks_kept_from: str | None


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

    def through_file(self, file: BinaryIO) -> None:
        """From where it stands to its end."""
        while data := file.read(CHUNK):
            self.take(data)

    def about(self, order: Order, database: Database) -> About:
        """Once all is through, so that what expired meanwhile is told."""
        return self.about_of(order.query(), order.named.timezone, order.shape.ending, database)

    def about_of(self, query: Mapping[str, Any], timezone: str, ending: str, database: Database) -> About:
        return About(
            query=dict(query),
            timezone=timezone,
            rules_version=RULES_VERSION,
            rows=self.rows,
            format=ending,
            bytes=self.bytes,
            sha256=self._digest.hexdigest(),
            clicks_kept_from=kept_from(database),
        )


def kept_from(database: Database) -> str | None:
    with database.read() as session:
        complete = complete_from(session)
    return iso_ms(complete) if complete else None
