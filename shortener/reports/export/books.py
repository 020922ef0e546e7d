"""Exports that aren't made of lines: workbooks and Parquet files, made whole before anybody sees them."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec

from shortener.clicks.browsers import RULES_VERSION
from shortener.reports.export.about import About, Tally, kept_from
from shortener.reports.export.order import Order
from shortener.reports.export.parquet import write_parquet
from shortener.reports.export.rows import CLICK_COLUMNS, ClickRow
from shortener.reports.export.rowwise import click_pages
from shortener.reports.export.saving import Tell, whole
from shortener.reports.sheets import check_length, write_book
from shortener.stores import Database


def save_book(database: Database, path: Path, order: Order, count: int, tell: Tell = lambda _rows: None) -> About:
    """It has its name once it is whole. `tell` hears how many rows each page had. Raises OSError, and as below."""
    tally = Tally()
    with whole(path) as part:
        tally.rows = save_whole(database, part, order, count, tell)
        with part.open("rb") as file:
            tally.through_file(file)
    return tally.about(order, database)


def save_whole(database: Database, path: Path, order: Order, count: int, tell: Tell = lambda _rows: None) -> int:
    """How many rows there were. Raises TooLong for more than a sheet holds, MissingExtra."""
    pages = _told(click_pages(database, order.wanted), tell)
    if order.shape.form == "parquet":
        return write_parquet(path, pages, lambda: _about(database, order))
    check_length(count)
    rows = map(msgspec.structs.astuple, chain.from_iterable(pages))
    return write_book(path, "Clicks", CLICK_COLUMNS, rows, lambda found: {"rows": found, **_about(database, order)})


def _about(database: Database, order: Order) -> dict[str, str]:
    """Asked for once all rows are through, so that what expired meanwhile is told."""
    about = {key: str(value) for key, value in order.query().items()}
    about |= {"timezone": order.named.timezone, "rules_version": RULES_VERSION}
    since = kept_from(database)
    return about | {"clicks_kept_from": since} if since else about


def _told(pages: Iterator[list[ClickRow]], tell: Tell) -> Iterator[list[ClickRow]]:
    for page in pages:
        yield page
        tell(len(page))
