"""Answers that are files: clicks, streamed with their count announced, or made whole where the form needs that."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from flask import Response, request
from msgspec import Struct

from shortener.clicks.browsers import RULES_VERSION
from shortener.clock import now_ms
from shortener.reports import tablefile
from shortener.reports.export.about import kept_from
from shortener.reports.export.books import save_whole
from shortener.reports.export.order import LINES, TYPES, Order
from shortener.reports.export.pages import pages
from shortener.reports.export.wanted import count_of
from shortener.reports.files import csv_pieces, encoded
from shortener.reports.periods import local_date
from shortener.reports.tables import Table
from shortener.web.services import services

CHUNK = 1 << 18


def file_of_clicks(order: Order, name: str) -> Response:
    """CSV and NDJSON as a stream. Raises TooLong, MissingExtra."""
    database, shape = services().database, order.shape
    with database.read() as session:
        count = count_of(session, order.wanted)
    body = _streamed if shape.form in LINES else _made
    response = Response(body(order, count), content_type=shape.media_type)
    _announce(response, count, order.query(), order.named.timezone)
    if since := kept_from(database):
        response.headers["X-Export-Clicks-Kept-From"] = since
    return as_file(response, name, shape.ending, order.named.timezone)


def file_of_rows(table: Table, form: tablefile.Form, name: str, zone: str, *, bom: bool = False) -> Response:
    """A report's rows."""
    asked = {key: ",".join(request.args.getlist(key)) for key in request.args}
    data = tablefile.table_file(table, form, tablefile.about_table(table, asked, zone), bom=bom)
    response = Response(data, content_type=TYPES[form])
    _announce(response, len(table.rows), asked, zone)
    response.headers["X-Export-SHA256"] = hashlib.sha256(data).hexdigest()
    return as_file(response, name, form, zone)


def file_of_lines(rows: Iterable[Struct], columns: Iterable[str], name: str, zone: str) -> Response:
    """As CSV, streamed, however many."""
    return as_file(Response(encoded(csv_pieces(rows, columns)), content_type=TYPES["csv"]), name, "csv", zone)


def _announce(response: Response, rows: int, query: Mapping[str, Any], zone: str) -> None:
    response.headers["X-Export-Rows"] = str(rows)
    response.headers["X-Export-Query"] = json.dumps(query)
    response.headers["X-Export-Timezone"] = zone
    response.headers["X-Export-Rules"] = RULES_VERSION


def as_file(response: Response, name: str, ending: str, zone: str) -> Response:
    """Saved under its name and today's date."""
    today = local_date(now_ms(), zone).isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{today}.{ending}"'
    return response


def _streamed(order: Order, _count: int) -> Iterator[bytes]:
    return (page.data for page in pages(services().database, order.wanted, order.shape))


def _made(order: Order, count: int) -> Iterator[bytes]:
    """Into a file without a name, which is gone when the answer is over, however it ends."""
    with tempfile.TemporaryDirectory(prefix="shortener-") as folder:
        path = Path(folder) / "file"
        save_whole(services().database, path, order, count)
        file = path.open("rb")
    return _chunks(file)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while data := file.read(CHUNK):
            yield data
