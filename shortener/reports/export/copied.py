"""CSV from PostgreSQL, which writes it itself: COPY … TO STDOUT; a line with a cell like a formula is written anew."""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from functools import partial
from itertools import repeat, takewhile
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from shortener.clicks.tables import agents, clicks
from shortener.links.tables import Revision
from shortener.reports.export.ahead import ahead
from shortener.reports.export.copying import Lines, read_lines
from shortener.reports.export.wanted import Place, Wanted, page_of, rows_in
from shortener.reports.files import FORMULA, GUARD, cells
from shortener.stores import Database

READERS = 2  # at once, with a connection each
AT_ONCE = 2  # pages, over which is spread what a query costs before its first row
SIGNS = "".join(FORMULA).encode()
RISKY = re.compile(b',"?%b*[%b]|,""' % (GUARD.encode(), re.escape(SIGNS)))  # an empty text is a cell without quotes
ALIKE = bytes(ord("=") if code in SIGNS + GUARD.encode() else code for code in range(256))
ISO = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def _iso(column: ColumnElement[int]) -> ColumnElement[str]:
    seconds = column.op("/")(literal_column("1000::float8"))  # with / SQLAlchemy makes a slow NUMERIC of it
    return func.to_char(func.timezone("UTC", func.to_timestamp(seconds)), ISO)


def _hex(column: ColumnElement[int]) -> ColumnElement[str]:
    return func.lpad(func.to_hex(column), 16, "0")


revisions = Revision.__table__


def _clicks() -> Select[*tuple[Any, ...]]:
    columns: tuple[ColumnElement[Any], ...] = (
        clicks.c.id,
        _iso(clicks.c.clicked_at),
        revisions.c.domain,
        revisions.c.slug,
        clicks.c.requested,
        revisions.c.target,
        *(clicks.c[name] for name in ("status", "method", "via", "referrer", "referrer_host")),
        *(clicks.c[name] for name in ("channel", "country", "family", "prefix")),
        *(agents.c[name] for name in ("browser", "os", "device")),
        *(clicks.c[name] for name in ("language", "class", "reason", "rules_version")),
        _hex(clicks.c.visitor),
        *(clicks.c[name] for name in ("campaign", "node")),
    )
    served = clicks.outerjoin(revisions, revisions.c.id == clicks.c.revision_id)
    return select(*columns).select_from(served.outerjoin(agents, agents.c.id == clicks.c.agent_id))


CLICKS = _clicks()


def copied(database: Database, wanted: Wanted, after: Place) -> Iterator[tuple[bytes, int, Place]]:
    """Pages of lines, how many, and where the next one starts."""
    for lines in (_spans if wanted.by_id else _pages)(database, wanted, after):
        if lines.count:
            place = _place(lines)
            data = _cells(lines)
            yield data, lines.count, place
            del data


def _spans(database: Database, wanted: Wanted, after: Place) -> Iterator[Lines]:
    """Lines after one round id up to the next, so that none needs another; some have no rows any more."""
    size = rows_in(AT_ONCE)
    with database.read() as session:
        lowest, highest = session.execute(select(func.min(clicks.c.id), func.max(clicks.c.id))).one()
    last = max(after[1], (lowest or 1) - 1)
    ends = range(last // size * size, min(wanted.mark, highest or 0), size)
    return ahead((partial(_span, database, wanted, max(end, last), end + size) for end in ends), READERS)


def _span(database: Database, wanted: Wanted, after: int, last: int) -> Lines:
    query = CLICKS.where(clicks.c.id > after, clicks.c.id <= last, *wanted.conditions()).order_by(clicks.c.id)
    return _copy(database, query)


def _pages(database: Database, wanted: Wanted, after: Place) -> Iterator[Lines]:
    """Lines along time, where each page starts at the end of the one before; the next is read while one is written."""
    pages = _along(database, wanted, after)
    return takewhile(lambda lines: lines.count, ahead(repeat(partial(next, pages)), 1))


def _along(database: Database, wanted: Wanted, after: Place) -> Iterator[Lines]:
    """Ends with lines that are none."""
    lines = Lines(bytearray(), 1)
    while lines.count:
        lines = _copy(database, page_of(CLICKS, wanted, after, AT_ONCE))
        after = _place(lines) if lines.count else after
        yield lines


def _copy(database: Database, query: Select[*tuple[Any, ...]]) -> Lines:
    """Without helpers of the server's, which take longer to begin than such a part of a table takes to read."""
    with database.read() as session:
        connection = session.connection()
        connection.exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
        plain = query.compile(dialect=connection.dialect)
        return read_lines(
            connection.connection.driver_connection, f"COPY ({plain}) TO STDOUT (FORMAT csv)", plain.params
        )


def _place(lines: Lines) -> Place:
    number, at, _ = lines.data[lines.last :].split(b",", 2)
    moment = dt.datetime.fromisoformat(at.decode())
    return round(moment.timestamp() * 1000), int(number)


def _cells(lines: Lines) -> bytes:
    """Lines as RFC 4180 ends them, without formulas; a break inside a cell stays as it is. Empties `lines`."""
    data = bytes(lines.data)
    lines.data.clear()
    if data.count(b"\n") == lines.count and not _may_be_risky(data):
        return data.replace(b"\n", b"\r\n")
    return b"".join([_guarded(line) + b"\r\n" for line in _apart(data)])


def _may_be_risky(data: bytes) -> bool:
    """Whether RISKY may be found in any line; two passes, for a pattern takes far longer."""
    return b',""' in data or b",=" in data.translate(ALIKE, b'"')


def _apart(data: bytes) -> Iterator[bytes]:
    """Lines without their ends; one goes on for as long as a quote is open."""
    begun = b""
    for piece in data.split(b"\n")[:-1]:
        begun += piece
        if begun.count(b'"') % 2:
            begun += b"\n"
        else:
            yield begun
            begun = b""


def _guarded(line: bytes) -> bytes:
    return cells(*next(csv.reader([line.decode()]))).encode() if RISKY.search(line) else line
