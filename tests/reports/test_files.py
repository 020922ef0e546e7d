"""Files of rows are safe to open in a spreadsheet and exact to read with a program."""

import csv
import io
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.reports.files import PIECE, csv_pieces, guarded, ndjson_pieces, unguarded, write_csv, write_ndjson


class Row(msgspec.Struct):
    number: int
    words: str | None


COLUMNS = Row.__struct_fields__


def as_csv(*rows: Row) -> str:
    sink = io.StringIO()
    write_csv(rows, COLUMNS, sink)
    return sink.getvalue()


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(formula: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(Row(1, formula)), newline="")))
    assert rows[1] == ["1", "'" + formula]


def test_plain_cells_numbers_and_nothing_stay_as_they_are() -> None:
    assert as_csv(Row(-5, "plain"), Row(2, None), Row(3, ""), Row(4, "it's")) == (
        "number,words\r\n-5,plain\r\n2,\r\n3,\r\n4,it's\r\n"
    )


def test_commas_quotes_and_line_breaks_are_quoted() -> None:
    assert as_csv(Row(1, 'a,"b"\nc')) == 'number,words\r\n1,"a,""b""\nc"\r\n'


@given(st.text(alphabet="'=+-@\t\rab", max_size=6) | st.text())
def test_taking_the_guard_off_gives_back_exactly_what_was_there(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_ndjson_has_a_whole_object_a_line_and_guards_nothing() -> None:
    sink = io.StringIO()
    write_ndjson([Row(1, "=x\nč"), Row(2, None)], sink)
    lines = sink.getvalue().splitlines()
    assert [json.loads(line) for line in lines] == [{"number": 1, "words": "=x\nč"}, {"number": 2, "words": None}]


@given(st.lists(st.text(alphabet="'=+-@\t\r\n\",;ab č", max_size=4) | st.none(), max_size=20))
def test_a_csv_reader_gets_back_every_cell_whatever_is_in_it(words: list[str | None]) -> None:
    rows = list(
        csv.reader(io.StringIO(as_csv(*(Row(n, word) for n, word in enumerate(words))), newline=""), strict=True)
    )
    assert rows[0] == list(COLUMNS)
    assert [(int(number), unguarded(word)) for number, word in rows[1:]] == [
        (n, word or "") for n, word in enumerate(words)
    ]


def test_many_rows_are_the_same_in_pieces_and_at_once() -> None:
    rows = [Row(number, "word") for number in range(2 * PIECE + 1)]
    assert len(list(csv_pieces(rows, COLUMNS))) == 4
    assert "".join(csv_pieces(rows, COLUMNS)) == as_csv(*rows)
    assert len("".join(ndjson_pieces(rows)).splitlines()) == len(rows)
