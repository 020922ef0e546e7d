"""Clicks as files: the same bytes from every database, in one go or in several, and nothing that a sheet would run."""

import contextlib
import csv
import datetime as dt
import gzip
import io
import string
import threading
import time
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import msgspec
import pytest
from sqlalchemy import Insert, insert

from shortener.clicks.tables import agents, clicks
from shortener.reports import sheets
from shortener.reports.export import mark as marking
from shortener.reports.export import wanted as asking
from shortener.reports.export.books import save_whole
from shortener.reports.export.mark import MarkError, safe_mark
from shortener.reports.export.order import Form, Named, Order, Shape
from shortener.reports.export.pages import Page, pages
from shortener.reports.export.rows import CLICK_COLUMNS, ClickRow
from shortener.reports.export.rowwise import click_pages
from shortener.reports.export.saving import CannotResume, Kept, Part, save
from shortener.reports.export.wanted import START, Wanted
from shortener.reports.files import write_csv
from shortener.reports.scope import Scope
from shortener.reports.sheets import MOST_ROWS, TooLong, check_length
from shortener.stores import Database, open_database
from tests.reports.clicking import add_clicks, add_link

NASTY = (
    *("=1+1", "-2", "+3", "@x", "\ttab", "\rreturn", "'=twice", "'quoted'", '"', 'say "x"', "a,b", "line\nbreak", " "),
    *("", "snow ☃ and 😀", "%", "plain", "=\n,\"'", "\\N", "\\."),
)
ALL = Wanted(mark=1 << 40)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def clicked(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Clicks whose every text is in turn one of those that give trouble, on pages of seven."""
    monkeypatch.setattr(asking, "PAGE", 7)
    for number, text in enumerate(NASTY, 1):
        add_link(any_database, number, slug=f"{number}{text[:3].strip()}x", target=f"{text}#{number}")
    with any_database.write() as session:
        made = [
            {"id": n, "digest": bytes([n]) * 16, "agent": "x", "browser": text or None, "os": text, "device": None}
            for n, text in enumerate(NASTY, 1)
        ]
        session.execute(insert(agents), made)
    add_clicks(any_database, map(click, range(60)))
    return any_database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty one."""
    made = tmp_path / "files"
    made.mkdir()
    return made


def click(number: int) -> dict[str, object]:
    text, other = (NASTY[(number + step) % len(NASTY)] for step in (0, 7))
    link = 1 + number % len(NASTY)
    return {
        "link_id": link,
        "revision_id": 99 if number == 50 else link,
        "clicked_at": 10**12 + number * 1003 % 977,
        "requested": text if number % 3 else None,
        "referrer": other,
        "referrer_host": text or None,
        "language": other[:35],
        "campaign": text if number % 2 else None,
        "node": "n,1" if number == 5 else "test",
        "agent_id": link if number % 4 else None,
        "visitor": None if number % 5 == 0 else (-1) ** number * number,
        "family": (4, 6, None)[number % 3],
        "prefix": "2001:db8::/48" if number % 2 else None,
        "country": "GB",
    }


def all_rows(database: Database, wanted: Wanted = ALL) -> list[ClickRow]:
    return list(chain.from_iterable(click_pages(database, wanted)))


def of(found: Iterator[Page]) -> bytes:
    return b"".join(page.data for page in found)


@pytest.mark.parametrize("wanted", [ALL, Wanted(mark=41), Wanted(mark=60, since_ms=10**12, until_ms=10**12 + 900)])
def test_csv_is_what_the_csv_module_would_write(clicked: Database, wanted: Wanted) -> None:
    sink, rows = io.StringIO(newline=""), all_rows(clicked, wanted)
    write_csv(rows, CLICK_COLUMNS, sink)
    data = of(pages(clicked, wanted, Shape()))
    assert data.decode() == sink.getvalue()
    assert len(list(csv.reader(io.StringIO(data.decode(), newline="")))) == len(rows) + 1


@pytest.mark.alike
@pytest.mark.parametrize("odd", [*NASTY, "='", "''", 'x,"', "a,=b", "\n=b", '"=c"', "ünï"])
def test_one_odd_click_among_plain_ones_is_guarded_and_they_are_as_they_were(
    any_database: Database, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    monkeypatch.setattr(asking, "PAGE", 2)
    add_link(any_database, 1)
    add_clicks(any_database, [{"clicked_at": 10**12 + n, "referrer": odd if n in {7, 13} else None} for n in range(30)])
    sink = io.StringIO(newline="")
    write_csv(all_rows(any_database), CLICK_COLUMNS, sink)
    assert of(pages(any_database, ALL, Shape())).decode() == sink.getvalue()


def test_no_cell_of_it_is_one_that_a_spreadsheet_would_run(clicked: Database) -> None:
    data = of(pages(clicked, ALL, Shape())).decode()
    cells = list(chain.from_iterable(csv.reader(io.StringIO(data, newline=""))))
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=1+1" in cells
    assert "''=twice" in cells


def test_ndjson_has_the_same_rows_unguarded(clicked: Database) -> None:
    lines = of(pages(clicked, ALL, Shape("ndjson"))).splitlines()
    assert [msgspec.json.decode(line, type=ClickRow) for line in lines] == all_rows(clicked)


def test_pages_count_their_rows_and_go_on_where_they_ended(clicked: Database) -> None:
    for form in ("csv", "ndjson"):
        found = list(pages(clicked, ALL, Shape(form)))
        assert sum(page.rows for page in found) == 60
        assert 7 <= max(page.rows for page in found) < 30
        for number, page in enumerate(found[1:], 2):
            rest = list(pages(clicked, ALL, Shape(form), page.last))
            assert rest == found[number:]


def test_a_byte_order_mark_comes_first_and_once(clicked: Database) -> None:
    data = of(pages(clicked, ALL, Shape(bom=True)))
    assert data == b"\xef\xbb\xbf" + of(pages(clicked, ALL, Shape()))


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_packed_file_unpacks_to_the_same_and_is_the_same_every_time(clicked: Database, form: Form) -> None:
    packed = of(pages(clicked, ALL, Shape(form, gzip=True)))
    assert gzip.decompress(packed) == of(pages(clicked, ALL, Shape(form)))
    assert packed == of(pages(clicked, ALL, Shape(form, gzip=True)))


@pytest.mark.parametrize("shape", [Shape(), Shape("ndjson", gzip=True), Shape(bom=True)])
def test_what_broke_off_is_gone_on_with_to_the_same_file(clicked: Database, shape: Shape, folder: Path) -> None:
    order = Order(ALL, Named("UTC"), shape)
    whole = save(clicked, folder / "whole", Kept(order))
    path = folder / "clicks"
    with pytest.raises(Interrupted):
        save(clicked, path, Kept(order), Breaking(after=3))
    with Part(path).part.open("ab") as file:
        file.write(b"half a page")
    assert not path.exists()
    again = save(clicked, path, Part(path).kept())
    assert path.read_bytes() == (folder / "whole").read_bytes()
    assert again == whole
    assert sorted(found.name for found in folder.iterdir()) == ["clicks", "whole"]


def test_nothing_is_gone_on_with_that_is_not_there(folder: Path) -> None:
    part = Part(folder / "clicks")
    with pytest.raises(CannotResume, match="nothing to go on with"):
        part.kept()
    part.tell(Kept(Order(ALL, Named("UTC")), bytes=10))
    part.part.write_bytes(b"short")
    with pytest.raises(CannotResume, match="shorter"):
        part.kept()


class Interrupted(Exception):
    """As Ctrl-C would be."""


class Breaking:
    """Breaks off after some pages."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, _rows: int) -> None:
        self.left -= 1
        if not self.left:
            raise Interrupted


def test_a_workbook_has_every_row_as_text_and_says_what_it_is(clicked: Database, folder: Path) -> None:
    path = folder / "clicks.xlsx"
    order = Order(ALL, Named("Europe/London", tag="poster"), Shape("xlsx"))
    assert save_whole(clicked, path, order, 60) == 60
    about, rows = sheets_of(path)
    names, *found = rows
    assert names == list(CLICK_COLUMNS)
    expected = [
        ["" if value is None else str(value) for value in msgspec.structs.astuple(row)] for row in all_rows(clicked)
    ]
    assert found == expected
    told = {line[0]: line[1] for line in about}
    assert (told["timezone"], told["tag"], told["rows"]) == ("Europe/London", "poster", "60")
    assert b"<f>" not in b"".join(contents(path).values())


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def sheets_of(path: Path) -> list[list[list[str]]]:
    """Cells of each sheet as text; xlsxwriter writes them in line when it keeps no memory of them."""
    found = []
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        tree = ElementTree.fromstring(contents(path)[name])
        found.append([_texts(row) for row in tree.iter(f"{SHEET}row")])
    return found


def _texts(row: ElementTree.Element) -> list[str]:
    """Empty cells aren't in the file; the reference of each other says where it is."""
    cells = {cell.attrib["r"].rstrip("0123456789"): _text(cell) for cell in row}
    return [cells.get(letter, "") for letter in string.ascii_uppercase[: len(CLICK_COLUMNS)]]


def _text(cell: ElementTree.Element) -> str:
    text = "".join(part.text or "" for part in cell.iter() if part.tag in {f"{SHEET}v", f"{SHEET}t"})
    return text.replace("_x000D_", "\r")  # ECMA-376, ST_Xstring


def test_more_rows_than_a_sheet_has_are_refused_with_a_way_out(clicked: Database, folder: Path) -> None:
    check_length(MOST_ROWS)
    with pytest.raises(TooLong, match=r"1,048,576 rows are more than the 1,048,575 of a sheet; ask for fewer days"):
        save_whole(clicked, folder / "x.xlsx", Order(ALL, Named("UTC"), Shape("xlsx")), MOST_ROWS + 1)
    assert not list(folder.iterdir())


def test_rows_that_turn_out_too_many_are_refused_too(
    clicked: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 50)
    with pytest.raises(TooLong):
        save_whole(clicked, folder / "x.xlsx", Order(ALL, Named("UTC"), Shape("xlsx")), 50)


def test_a_parquet_file_has_types_and_says_what_it_is(clicked: Database, folder: Path) -> None:
    path = folder / "it's.parquet"
    order = Order(ALL, Named("Europe/London", link="it's"), Shape("parquet"))
    assert save_whole(clicked, path, order, 60) == 60
    types = dict(ask(path, "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(?))"))
    numbers = [types[name] for name in ("id", "clicked_at", "status", "ip_family")]
    assert numbers == ["BIGINT", "TIMESTAMP", "SMALLINT", "UTINYINT"]
    expected = [msgspec.structs.asdict(row) for row in all_rows(clicked)]
    found = ask(path, "SELECT * FROM read_parquet(?)")
    assert [dict(zip(CLICK_COLUMNS, row, strict=True)) | {"clicked_at": iso(row[1])} for row in found] == expected
    told = dict(ask(path, "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)"))
    assert told["timezone"] == "Europe/London"
    assert told["link"] == "it's"
    assert list(folder.iterdir()) == [path]


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as reader:
        return reader.execute(query, [str(path)]).fetchall()


def iso(at: dt.datetime) -> str:
    return at.isoformat(timespec="milliseconds") + "Z"


@pytest.mark.stores("postgresql", "mariadb")
def test_the_mark_waits_for_whoever_is_still_writing(database: Database) -> None:
    """The one who writes has a smaller id than one that is stored already."""
    add_clicks(database, [{}])
    with open_beside(database) as other, other.write() as session:
        session.execute(insert_click(1_000))
        add_clicks(database, [{}])
        asked = threading.Thread(target=lambda: marks.append((safe_mark(database), time.monotonic())))
        marks: list[tuple[int, float]] = []
        asked.start()
        time.sleep(0.3)
        assert not marks
        session.execute(insert_click(1_001))
        over = time.monotonic()
    asked.join(10)
    (mark, told_at) = marks[0]
    assert told_at >= over
    with database.read() as session:
        assert mark >= max(row.id for row in all_rows(database))
    add_clicks(database, [{}])


@pytest.mark.stores("postgresql")
def test_it_does_not_wait_for_ever(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "PATIENCE", "100ms")
    with open_beside(database) as other, other.write() as session:
        session.execute(insert_click(1))
        with pytest.raises(MarkError, match="try again in a minute"):
            safe_mark(database)


def insert_click(at: int) -> Insert:
    return insert(clicks).values(
        clicked_at=at, link_id=1, revision_id=1, status=302, method="GET", via="direct", node="b", **{"class": "human"}
    )


@contextlib.contextmanager
def open_beside(database: Database) -> Iterator[Database]:
    """The same database through connections of somebody else's."""
    with contextlib.closing(open_database(database.engine.url.render_as_string(hide_password=False))) as other:
        yield other


def test_with_the_same_mark_the_file_stays_the_same_while_clicks_arrive(clicked: Database) -> None:
    wanted = Wanted(mark=safe_mark(clicked), scope=Scope(link_id=3))
    before = of(pages(clicked, wanted, Shape()))
    add_clicks(clicked, [click(3), click(23)])
    assert of(pages(clicked, wanted, Shape())) == before
    assert of(pages(clicked, Wanted(mark=safe_mark(clicked), scope=Scope(link_id=4)), Shape(), START)) != before
