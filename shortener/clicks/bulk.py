"""Many rows at once, by whatever each database takes fastest: values go from lists to the driver and nowhere else."""

import json
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, bindparam, func, insert, select
from sqlalchemy.orm import Session

from shortener.clicks.arrays import Rows, array_text, number_array, parameters, unnested
from shortener.engines import COPY
from shortener.stores import upsert_statement


def insert_rows(session: Session, table: Table, columns: Sequence[str], rows: Rows) -> None:
    """Rows are tuples of these columns; PostgreSQL takes them by COPY."""
    connection = session.connection()
    if connection.dialect.name == "postgresql" and len(rows) > 1:
        _copy(connection, table, columns, rows)
    elif rows:
        _execute_many(connection, insert(table), columns, rows)


def upsert_rows(session: Session, table: Table, columns: Sequence[str], rows: Rows, **changes: Sequence[str]) -> None:
    """`stores.upsert_statement` for rows that are tuples of these columns; they are locked in their order.

    No key may come twice.
    """
    connection = session.connection()
    statement = upsert_statement(table, connection.dialect.name, **changes)
    if connection.dialect.name == "postgresql" and rows:
        statement = statement.from_select(list(columns), unnested(table, columns))
        connection.execute(statement, parameters(table, columns, rows))
    elif rows:
        _execute_many(connection, statement, columns, rows)


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Rows) -> None:
    """As text, which the server checks: the driver cuts a number that is too long for its column's binary form."""
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
    connection.exec_driver_sql(f"COPY {table.name} ({names}) FROM STDIN", list(rows), execution_options={COPY: True})


def _execute_many(connection: Connection, statement: Any, columns: Sequence[str], rows: Rows) -> None:
    """Without SQLAlchemy's work for each row, which costs more than the database's."""
    if not connection.dialect.positional:
        connection.execute(statement, [dict(zip(columns, row, strict=True)) for row in rows])
        return
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(columns))
    if compiled.positiontup != list(columns):
        rows = list(map(itemgetter(*[columns.index(name) for name in compiled.positiontup]), rows))
    connection.exec_driver_sql(str(compiled), list(rows))


def is_among(number: ColumnElement[int], session: Session, numbers: Sequence[int]) -> ColumnElement[bool]:
    """Whether a column has one of these numbers, however many: sent as one value where the database knows how."""
    dialect = session.get_bind().dialect.name
    return is_one_of(number, dialect, None, numbers_for(dialect, numbers))


def is_looked_up(number: ColumnElement[int], session: Session, numbers: Sequence[int]) -> ColumnElement[bool]:
    """`is_among` for a column that stands second in an index.

    There PostgreSQL would read all that the first one lets through, and compare each row with each number.
    """
    if session.get_bind().dialect.name != "postgresql":
        return is_among(number, session, numbers)
    listed = number_array(bindparam(None, numbers_for("postgresql", numbers), type_=Text()))
    return number.in_(select(func.unnest(listed).column_valued("wanted")))


def is_one_of(number: ColumnElement[int], dialect: str, name: str | None, values: Any = None) -> ColumnElement[bool]:
    """The same for a statement that is made once: `name` is a parameter that is given what `numbers_for` makes."""
    given: dict[str, Any] = {"value": values} if name is None else {}
    if dialect == "postgresql":
        return number == func.any(number_array(bindparam(name, type_=Text(), **given)))
    if dialect == "sqlite":
        listed = func.json_each(bindparam(name, type_=Text(), **given))
        return number.in_(select(listed.table_valued("value").c.value))
    return number.in_(bindparam(name, expanding=True, **given))


def numbers_for(dialect: str, numbers: Sequence[int]) -> Any:
    """As one value, where the database takes that."""
    if dialect == "postgresql":
        return array_text(numbers)
    return json.dumps(list(numbers)) if dialect == "sqlite" else list(numbers)
