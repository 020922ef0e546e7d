"""Lines of PostgreSQL's COPY … TO STDOUT, for `copied`: many at a time from libpq, where psycopg itself gives one."""

from collections.abc import Generator
from selectors import EVENT_READ
from typing import Any

from msgspec import Struct

AT_ONCE = 1000  # lines, which a server that still answers sends well within the connection's patience


class Lines(Struct):
    """Lines as they come from the server: their bytes, how many, and where the last one starts."""

    data: bytearray
    count: int = 0
    last: int = 0


def read_lines(driver: Any, statement: str, values: Any) -> Lines:
    """All lines that a COPY statement sends over a psycopg connection. Raises what psycopg raises."""
    lines = Lines(bytearray())
    with driver.cursor() as cursor, cursor.copy(statement, values):
        while driver.wait(_some(driver.pgconn, lines)):
            pass
        result = driver.wait(_result(driver.pgconn))
        while driver.wait(_result(driver.pgconn)) is not None:
            pass
    if result.error_message:
        raise driver.OperationalError(result.error_message.decode(errors="replace").partition("\n")[0])
    return lines


def _some(pgconn: Any, lines: Lines) -> Generator[int, int, bool]:
    """Adds the next ones; whether there may be more."""
    take, data, last = pgconn.get_copy_data, lines.data, lines.last
    for count in range(AT_ONCE):
        size, line = take(1)
        while size == 0:
            yield from _arrival(pgconn)
            size, line = take(1)
        if size < 0:
            lines.count, lines.last = lines.count + count, last
            return False
        last = len(data)
        data += line
    lines.count, lines.last = lines.count + AT_ONCE, last
    return True


def _result(pgconn: Any) -> Generator[int, int, Any]:
    """What the server says at the end, then None."""
    while pgconn.is_busy():
        yield from _arrival(pgconn)
    return pgconn.get_result()


def _arrival(pgconn: Any) -> Generator[int, int, None]:
    while not (yield EVENT_READ):  # nothing yet: the connection looks at its clock and asks again
        pass
    pgconn.consume_input()
