"""Rows come out of an SQL dump as they were in the table; what is no row is not executed, and a cut is seen."""

import pytest

from shortener.interop.sqldump import BadDump, rows_of


def test_cells_come_out_as_they_were_in_the_table() -> None:
    line = r"INSERT INTO `yourls_url` VALUES ('a','it\'s \\ \n''x''; DROP',NULL,-3),('b/ü','(),',1.5,0);" + "\n"
    assert list(rows_of([line])) == [
        ("yourls_url", ["a", "it's \\ \n'x'; DROP", None, "-3"]),
        ("yourls_url", ["b/ü", "(),", "1.5", "0"]),
    ]


def test_rows_on_lines_of_their_own_inside_one_statement_are_read() -> None:
    assert list(rows_of(["INSERT INTO `t` VALUES\n(1),\n(2);\n"])) == [("t", ["1"]), ("t", ["2"])]


def test_other_statements_are_passed_over() -> None:
    assert list(rows_of(["DROP TABLE `yourls_url`;\n", "-- INSERT INTO `t` VALUES (1);\n"])) == []


@pytest.mark.parametrize("rest", ["('a", "('a'", "('a'),", "('a')", "(SLEEP(5));", "(1,);"])
def test_a_statement_that_is_cut_off_or_holds_more_than_values_is_refused(rest: str) -> None:
    with pytest.raises(BadDump, match="in statement 1"):
        list(rows_of(["INSERT INTO `t` VALUES " + rest]))
