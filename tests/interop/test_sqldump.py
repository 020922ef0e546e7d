"""Rows come out of an SQL dump as they were in the table; what is no row is not executed, and a cut is seen."""

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.interop import sqlfile
from shortener.interop.sqldump import BadDump, Cells, columns_of, insert_of
from shortener.interop.sqlfile import opened, statements
from tests.interop.yourls import written


def rows_of(statement: str) -> list[Cells]:
    insert = insert_of(statement, 1)
    return [] if insert is None else list(insert.rows())


def test_cells_come_out_as_they_were_in_the_table() -> None:
    line = r"INSERT INTO `yourls_url` VALUES ('a','it\'s \\ \n''x''; DROP',NULL,-3),('b/ü','(),',1.5,0);"
    assert rows_of(line) == [["a", "it's \\ \n'x'; DROP", None, "-3"], ["b/ü", "(),", "1.5", "0"]]


def test_rows_on_lines_of_their_own_inside_one_statement_are_read() -> None:
    assert rows_of("INSERT INTO `t` VALUES\n(1),\n(2);") == [["1"], ["2"]]


@pytest.mark.parametrize("name", ["`yourls_url`", "yourls_url", "`old`.`yourls_url`"])
def test_a_table_is_named_as_other_programs_do_it_and_says_its_columns(name: str) -> None:
    insert = insert_of(f"insert ignore into {name} (`keyword`, url) values (0x6162, X'63'),(_binary 'x', N);", 1)
    assert insert is not None
    assert (insert.table, insert.columns) == ("yourls_url", ("keyword", "url"))
    assert next(insert.rows()) == ["ab", "c"]


def test_columns_stand_in_the_order_of_their_table() -> None:
    columns = "`url` text COMMENT 'a, (b',\n keyword varchar(9) DEFAULT '',\n PRIMARY KEY (`url`,keyword)"
    made = f"CREATE TABLE `t` (\n {columns}\n);"
    assert columns_of(made) == ("t", ("url", "keyword"))


def test_other_statements_are_passed_over() -> None:
    assert rows_of("DROP TABLE `yourls_url`;") == []
    assert columns_of("DROP TABLE `yourls_url`;") is None


@pytest.mark.parametrize("rest", ["('a", "('a'", "('a'),", "('a')", "(SLEEP(5));", "(1,);", "(@@version);", "(1)+(2);"])
def test_a_statement_that_is_cut_off_or_holds_more_than_values_is_refused(rest: str) -> None:
    with pytest.raises(BadDump, match="in statement 1"):
        rows_of("INSERT INTO `t` VALUES " + rest)


@pytest.mark.parametrize("chunk", [1, 2, 7, 1000])
def test_statements_end_at_semicolons_outside_of_texts_and_comments(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(sqlfile, "CHUNK", chunk)
    dump = b"-- a; b\n/* c; */ SELECT 'it\\'s; ''x''' - 1;# d;\n/*!40101 SET NAMES 'x;' */;\nSET a=`b;`;\n-- e;\n"
    dump += b'SELECT 4/2--1, "f;", 3 -- g;\n -/* h; */2;'
    assert list(statements(io.BytesIO(dump))) == [
        b"SELECT 'it\\'s; ''x''' - 1;",
        b"/*!40101 SET NAMES 'x;' */;",
        b"SET a=`b;`;",
        b'SELECT 4/2--1, "f;", 3 -- g;\n -/* h; */2;',
    ]


@pytest.mark.parametrize("dump", ["SELECT 1; INSERT INTO `t` VALUES (1", "-- MySQL dump 10\nSELECT 1;\n", "SELECT '1;"])
def test_a_file_that_breaks_off_is_refused(dump: str) -> None:
    with pytest.raises(BadDump, match="breaks off"):
        list(statements(io.BytesIO(dump.encode())))


def test_a_whole_dump_says_that_it_is_complete() -> None:
    assert list(statements(io.BytesIO(b"-- MySQL dump 10\nSELECT 1;\n-- Dump completed on 2026-01-01\n"))) == [
        b"SELECT 1;"
    ]


def test_a_statement_without_an_end_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlfile, "LONGEST", 1000)
    monkeypatch.setattr(sqlfile, "CHUNK", 100)
    with pytest.raises(BadDump, match="a statement of more than"):
        list(statements(io.BytesIO(b"INSERT INTO `t` VALUES ('" + b"x" * 5000 + b"');")))


@pytest.mark.parametrize("kept", [-1, 30])
def test_a_packed_file_is_read_and_a_cut_one_is_refused(tmp_path: Path, kept: int) -> None:
    packed = gzip.compress(b"SELECT 1;\n" * 1000)
    (tmp_path / "a.gz").write_bytes(packed if kept < 0 else packed[:kept])
    if kept < 0:
        with opened(tmp_path / "a.gz") as (stream, told):
            assert len(list(statements(stream))) == 1000
            assert told() == len(packed)
    else:
        with pytest.raises(BadDump, match="compression"), opened(tmp_path / "a.gz") as (stream, _):
            list(statements(stream))


@given(st.lists(st.one_of(st.none(), st.integers(), st.text()), min_size=1), st.integers(1, 40))
def test_whatever_is_written_as_mysqldump_writes_it_is_read_as_it_was(
    cells: list[str | int | None], chunk: int
) -> None:
    row = tuple(cells)
    dump = f"-- it's; \nINSERT INTO `t` VALUES {written(row)},{written(row)};\n".encode("utf-8", "replace")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(sqlfile, "CHUNK", chunk)
        (statement,) = statements(io.BytesIO(dump))
    wanted = [None if cell is None else str(cell).encode("utf-8", "replace").decode() for cell in cells]
    assert rows_of(statement.decode()) == [wanted, wanted]
