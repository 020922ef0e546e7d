"""Lines of PostgreSQL's COPY are read whole and in order, and an error in their middle is told."""

import pytest
from sqlalchemy import text

from shortener.reports.export.copying import AT_ONCE, read_lines
from shortener.stores import Database

pytestmark = pytest.mark.stores("postgresql")
MANY = 2 * AT_ONCE + 1


@pytest.mark.parametrize("count", [0, 1, AT_ONCE - 1, AT_ONCE, MANY])
def test_each_line_is_read_once(database: Database, count: int) -> None:
    with database.read() as session:
        driver = session.connection().connection.driver_connection
        series = "COPY (SELECT generate_series(1, %(count)s)) TO STDOUT (FORMAT csv)"
        lines = read_lines(driver, series, {"count": count})
        assert lines.data.split() == [b"%d" % number for number in range(1, count + 1)]
        assert lines.count == count
        assert lines.data[lines.last :] == (b"%d\n" % count if count else b"")
        assert session.scalar(text("SELECT 1")) == 1


def test_an_error_after_many_lines_is_raised_and_the_connection_serves_on(database: Database) -> None:
    failing = "COPY (SELECT 1 / (%(many)s - n) FROM generate_series(1, %(many)s) n) TO STDOUT (FORMAT csv)"
    with database.read() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        with pytest.raises(driver.OperationalError, match="division by zero"):
            read_lines(driver, failing, {"many": MANY})
        session.rollback()
        assert session.scalar(text("SELECT 1")) == 1
