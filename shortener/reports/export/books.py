"""Exports that aren't made of lines: workbooks and Parquet files, made whole before anybody sees them."""

from itertools import chain
from pathlib import Path

import msgspec

from shortener.clicks.browsers import RULES_VERSION
from shortener.reports.export.about import kept_from
from shortener.reports.export.order import Order
from shortener.reports.export.parquet import write_parquet
from shortener.reports.export.rows import CLICK_COLUMNS
from shortener.reports.export.rowwise import click_pages
from shortener.reports.sheets import check_length, write_book
from shortener.stores import Database


def save_whole(database: Database, path: Path, order: Order, count: int) -> int:
    """How many rows there were. Raises TooLong for more than a sheet holds, MissingExtra."""
    about = {key: str(value) for key, value in order.query().items()}
    about |= {"timezone": order.named.timezone, "rules_version": RULES_VERSION}
    if since := kept_from(database):
        about["clicks_kept_from"] = since
    pages = click_pages(database, order.wanted)
    if order.shape.form == "parquet":
        return write_parquet(path, pages, about)
    check_length(count)
    rows = map(msgspec.structs.astuple, chain.from_iterable(pages))
    return write_book(path, "Clicks", CLICK_COLUMNS, rows, {"rows": count, **about})
