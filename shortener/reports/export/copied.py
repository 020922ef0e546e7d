"""CSV from PostgreSQL, which writes it itself: COPY … TO STDOUT, with the guard against formulas in the query."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, literal_column, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import agents, clicks
from shortener.links.tables import Revision
from shortener.reports.export.wanted import Place, Wanted, page_of
from shortener.reports.files import FORMULA, GUARD

SUSPECT = (0, *map(ord, (*GUARD, *FORMULA)))  # what ascii() says of a text that is empty or may begin a formula
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


COLUMNS: tuple[ColumnElement[Any], ...] = (
    clicks.c.id,
    _iso(clicks.c.clicked_at),
    *(_guarded(column) for column in (Revision.domain, Revision.slug, clicks.c.requested, Revision.target)),
    *(clicks.c[name] for name in ("status", "method", "via")),
    *(_guarded(clicks.c[name]) for name in ("referrer", "referrer_host")),
    *(clicks.c[name] for name in ("channel", "country", "family", "prefix")),
    *(_guarded(agents.c[name]) for name in ("browser", "os", "device")),
    _guarded(clicks.c.language),
    *(clicks.c[name] for name in ("class", "reason", "rules_version")),
    _hex(clicks.c.visitor),
    *(_guarded(clicks.c[name]) for name in ("campaign", "node")),
)


EVERYTHING = select(*COLUMNS).select_from(
    clicks.outerjoin(Revision, Revision.id == clicks.c.revision_id).outerjoin(agents, agents.c.id == clicks.c.agent_id)
)


class Copied:
    """Reads pages of one export."""

    def read(self, session: Session, wanted: Wanted, after: Place) -> tuple[bytes, int, Place]:
        """A page of lines, how many, and where the next one starts."""
        connection = session.connection()
        query = page_of(EVERYTHING, wanted, after).compile(dialect=connection.dialect)
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", query.params) as copy:
            lines = [bytes(line) for line in copy]
        if not lines:
            return b"", 0, after
        return _with_crlf(lines), len(lines), _place(lines[-1])


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
