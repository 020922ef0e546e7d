"""Many rows in few parameters, as PostgreSQL reads them fastest: an array a column, all bytes of a column as one value.

An array of bytes would be text there and here, which takes the server longer than storing what is in it.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

Rows = Sequence[tuple[Any, ...]]
START, SIZE = "{}_start", "{}_size"  # of each row's bytes among those of all


def array_text(values: Sequence[Any]) -> str:
    """Numbers, text and None as PostgreSQL writes an array of them."""
    return "{" + ",".join([str(value) if type(value) is int else _element(value) for value in values]) + "}"


def number_array(values: Any) -> Any:
    """An array of whole numbers from what `array_text` made of them."""
    return cast(values, ARRAY(BigInteger))


def parameters(table: Table, columns: Sequence[str], rows: Rows) -> dict[str, Any]:
    """What `unnested` is to be given, so that it is these rows; at least one."""
    given: dict[str, Any] = {}
    for name, values in zip(columns, zip(*rows, strict=True), strict=True):
        given |= _bytes_of(name, values) if _is_binary(table.c[name]) else {name: array_text(values)}
    return given


def unnested(table: Table, columns: Sequence[str]) -> Select[Any]:
    """The rows that its parameters hold: one round trip however many there are."""
    types = {key: kind for name in columns for key, kind in _arrays(table.c[name]).items()}
    arrays = [cast(bindparam(key, type_=Text()), ARRAY(kind)) for key, kind in types.items()]
    rows = func.unnest(*arrays).table_valued(*[column(key, kind) for key, kind in types.items()]).render_derived()
    return select(*[_value(table.c[name], rows) for name in columns])


def _element(value: object) -> str:
    return "NULL" if value is None else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _bytes_of(name: str, values: Sequence[bytes | None]) -> dict[str, Any]:
    sizes = [len(value or b"") for value in values]
    known = [None if value is None else size for value, size in zip(values, sizes, strict=True)]
    starts = list(accumulate(sizes, initial=1))[:-1]
    return {
        name: b"".join(value or b"" for value in values),
        START.format(name): array_text(starts),
        SIZE.format(name): array_text(known),
    }


def _arrays(of: Column[Any]) -> dict[str, Any]:
    """Names and types."""
    if _is_binary(of):
        return {START.format(of.name): Integer(), SIZE.format(of.name): Integer()}
    return {of.name: Text() if isinstance(of.type, String) else of.type}


def _value(of: Column[Any], rows: Any) -> Any:
    if not _is_binary(of):
        return rows.c[of.name]
    start, size = rows.c[START.format(of.name)], rows.c[SIZE.format(of.name)]
    return func.substring(bindparam(of.name, type_=LargeBinary()), start, size, type_=LargeBinary()).label(of.name)


def _is_binary(of: Column[Any]) -> bool:
    return isinstance(of.type, LargeBinary)
