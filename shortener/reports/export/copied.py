"""CSV from PostgreSQL, which writes it itself: COPY … TO STDOUT, with the guard against formulas where one may be."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, literal_column, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import agents, clicks
from shortener.links.tables import Revision
from shortener.reports.export.wanted import Place, Wanted, page_of
from shortener.reports.files import FORMULA, GUARD

AT_ONCE = 3  # pages, over which is spread what a query costs before its first row
STARTS = (*GUARD, *FORMULA)
ALIKE = bytes(ord("=") if chr(code) in STARTS else code for code in range(256))
SUSPECT = (0, *map(ord, STARTS))  # what ascii() says of a text that is empty or may begin a formula
ISO = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def _guarded(column: Any) -> ColumnElement[Any]:
    """What `files.guarded` makes of a text; an empty one is a cell without quotes, as NULL is.

    Its first character decides for nearly every cell: each function more would be called some ten times a click.
    """
    risky = func.left(func.ltrim(column, GUARD), 1).in_([literal_column(_sql(sign)) for sign in FORMULA])
    careful = func.nullif(case((risky, literal(GUARD).concat(column)), else_=column), "")
    return case((func.ascii(column).in_([literal_column(str(code)) for code in SUSPECT]), careful), else_=column)


def _sql(sign: str) -> str:
    return f"chr({ord(sign)})"


def _iso(column: ColumnElement[int]) -> ColumnElement[str]:
    moment = func.timezone("UTC", func.to_timestamp(column / literal_column("1000::float8")))
    return func.to_char(moment, ISO)


def _hex(column: ColumnElement[int]) -> ColumnElement[str]:
    return func.lpad(func.to_hex(column), 16, "0")


def _clicks(cell: Callable[[Any], ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    """Every click, with the texts of strangers made to cells."""
    columns: tuple[ColumnElement[Any], ...] = (
        clicks.c.id,
        _iso(clicks.c.clicked_at),
        *(cell(column) for column in (Revision.domain, Revision.slug, clicks.c.requested, Revision.target)),
        *(clicks.c[name] for name in ("status", "method", "via")),
        *(cell(clicks.c[name]) for name in ("referrer", "referrer_host")),
        *(clicks.c[name] for name in ("channel", "country", "family", "prefix")),
        *(cell(agents.c[name]) for name in ("browser", "os", "device")),
        cell(clicks.c.language),
        *(clicks.c[name] for name in ("class", "reason", "rules_version")),
        _hex(clicks.c.visitor),
        *(cell(clicks.c[name]) for name in ("campaign", "node")),
    )
    served = clicks.outerjoin(Revision, Revision.id == clicks.c.revision_id)
    return select(*columns).select_from(served.outerjoin(agents, agents.c.id == clicks.c.agent_id))


PLAIN = _clicks(lambda column: column)
GUARDED = _clicks(_guarded)


class Copied:
    """Reads pages of one export.

    The guard takes as long as all the rest, so a page is asked for without it first, and again with it where a cell
    may begin a formula or is empty; the pages after such a one with it at once, until nothing is found in one.
    """

    def __init__(self) -> None:
        self._guard = False

    def read(self, session: Session, wanted: Wanted, after: Place) -> tuple[bytes, int, Place]:
        """A page of lines, how many, and where the next one starts."""
        lines = self._lines(session, wanted, after)
        return (_with_crlf(lines), len(lines), _place(lines[-1])) if lines else (b"", 0, after)

    def _lines(self, session: Session, wanted: Wanted, after: Place) -> list[bytes]:
        lines = _copy(session, GUARDED if self._guard else PLAIN, wanted, after)
        risky = _may_be_risky(b"".join(lines))
        if risky and not self._guard:
            lines = _copy(session, GUARDED, wanted, after)
        self._guard = risky
        return lines


def _may_be_risky(data: bytes) -> bool:
    """Whether a cell begins as one of a formula does, or is an empty text; two passes, for patterns take longer."""
    return b',""' in data or b",=" in data.translate(ALIKE, b'"')


def _copy(session: Session, query: Select[*tuple[Any, ...]], wanted: Wanted, after: Place) -> list[bytes]:
    connection = session.connection()
    page = page_of(query, wanted, after, AT_ONCE).compile(dialect=connection.dialect)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY ({page}) TO STDOUT (FORMAT csv)", page.params) as copy:
        return [bytes(line) for line in copy]


def _with_crlf(lines: list[bytes]) -> bytes:
    """Lines as RFC 4180 ends them; a break inside a cell stays as it is."""
    data = b"".join(lines)
    if data.count(b"\n") == len(lines):
        return data.replace(b"\n", b"\r\n")
    return b"".join([line[:-1] + b"\r\n" for line in lines])


def _place(line: bytes) -> Place:
    number, at, _ = line.split(b",", 2)
    moment = dt.datetime.fromisoformat(at.decode())
    return round(moment.timestamp() * 1000), int(number)
