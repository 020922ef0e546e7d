"""Whatever is in a file that calls itself CSV: a clear word about it, and the good rows go in."""

import tracemalloc

import pytest

from shortener.bulk.lines import LONGEST
from shortener.bulk.table import BadFile
from shortener.interop.csvlinks import MOST_KEPT, import_csv
from shortener.links.library import Library
from shortener.stores import Database
from tests.interop.files import endless, imported, reasons

GOOD = "good,https://good.example/\n"


def slugs(library: Library, *names: str) -> list[str]:
    return [name for name in names if library.find("", name)]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfslug,target\r\na,https://a.example/\r\nb,https://b.example/\r\n",
        b"slug,target\na,https://a.example/\nb,https://b.example/",
        b'"slug","target"\r\n"a","https://a.example/"\r\n"b","https://b.example/"\r\n',
        b"\n\n slug , Target \n\na,https://a.example/\n\n  ,\nb, https://b.example/ \n\n\n",
        b"slug,target,\na,https://a.example/,\nb,https://b.example/,,,\n",
        b'\xef\xbb\xbf\r\n"slug";target;tags\r\na;https://a.example/;x, y\r\n"b";https://b.example/;\r\n',
        b"target\tslug\nhttps://a.example/\ta\nhttps://b.example/\tb\n",
    ],
    ids=[
        "BOM and CRLF",
        "no final line break",
        "all quoted",
        "blank lines and spaces",
        "empty columns at the end",
        "semicolons",
        "tabs",
    ],
)
def test_files_of_all_programs_are_read(library: Library, content: bytes) -> None:
    report = imported(library, content)
    assert (report.created, report.refused) == (2, 0)
    found = library.find("", "b")
    assert found is not None
    assert found.target == "https://b.example/"


def test_a_file_with_semicolons_has_several_tags_in_a_cell(library: Library) -> None:
    imported(library, "\n\nslug;target;tags;title\na;https://a.example/x;fair, may;Äpfel, Birnen\nb;nonsense;;\n")
    found = library.find("", "a")
    assert found is not None
    assert (found.tags, found.title) == (("fair", "may"), "Äpfel, Birnen")


def test_line_numbers_are_those_of_an_editor_even_after_cells_of_several_lines(library: Library) -> None:
    content = 'slug,target,notes\na,https://a.example/,"1\n2\r\n3"\nb,nonsense,\nc,https://c.example/,"x\ny"\nd,,\n'
    report = imported(library, content)
    assert report.created == 2
    assert list(reasons(report)) == [5, 8]
    link = library.find("", "a")
    assert link is not None
    assert link.notes == "1\n2\r\n3"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",https://a.example/", "it has no slug"),
        ("a,", "it has no target"),
        ("a", "it has no target"),
        ("a,https://a.example/,more,and more", "it has 4 cells, but there are 2 column names"),
        ("a,javascript:alert(1)", "javascript"),
        ("a,https://user:secret@a.example/", ""),
        ("admin,https://a.example/", "reserved"),
        (f"{'a' * 3000},https://a.example/", "3,000 characters"),
        ("a\tb,https://a.example/", "space"),
        ("a,https://a.example/\x07", ""),
        ('"a"b,https://a.example/', 'write a quotation mark as ""'),
        ("a,https://a.example/\rb,https://b.example/", "carriage return"),
        ("a,http://localhost:8000/b", ""),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_the_rest_goes_in(library: Library, row: str, reason: str) -> None:
    report = imported(library, f"slug,target\n{row}\n{GOOD}")
    assert list(reasons(report)) == [2]
    assert reason in reasons(report)[2]
    assert not reasons(report)[2].endswith(".")
    assert slugs(library, "good", "a", "b") == ["good"]


@pytest.mark.parametrize(
    ("status", "reason"), [("abc", "not a number"), ("²02", "not a number"), ("999", "one of 301")]
)
def test_a_status_must_be_one_that_redirects(library: Library, status: str, reason: str) -> None:
    report = imported(library, f"slug,target,status\na,https://a.example/,{status}\n")
    assert reason in reasons(report)[2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"a,https://a.example/\0", "has a NUL byte"),
        (b"a,https://a.example/\xff", "is not UTF-8 (byte 21 is 0xff); save the file as UTF-8"),
        (b"a,https://a.example/" + b"x" * LONGEST, "is longer than 64 KiB"),
    ],
)
def test_a_line_that_is_not_text_is_refused_alone(library: Library, line: bytes, reason: str) -> None:
    report = imported(library, b"slug,target\n" + line + b"\n" + GOOD.encode())
    assert reason in reasons(report)[2]
    assert slugs(library, "good", "a") == ["good"]


def test_an_open_quotation_mark_costs_one_row_only(library: Library) -> None:
    report = imported(library, f'slug,target\na,"https://a.example/\n{GOOD}b,https://b.example/\n')
    assert reasons(report) == {2: "a quotation mark opens a cell that never closes"}
    assert slugs(library, "good", "a", "b") == ["good", "b"]


def test_an_open_quotation_mark_in_a_long_file_costs_one_row_only(library: Library) -> None:
    many = "".join(f"s{number},https://a.example/{'x' * 1000}\n" for number in range(100))
    report = imported(library, f'slug,target\na,"https://a.example/\n{many}')
    assert report.created == 100
    assert "isn't closed before line 67, which is 64 KiB further on" in reasons(report)[2]


def test_an_open_quotation_mark_before_binary_junk_costs_both_lines_only(library: Library) -> None:
    report = imported(library, b'slug,target\na,"https://a.example/\n\xff\xfe\n' + GOOD.encode())
    assert list(reasons(report)) == [2, 3]
    assert slugs(library, "good") == ["good"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; wanted a first line that names the columns slug and target"),
        (b"\xef\xbb\xbf\r\n\r\n", "is empty"),
        (b"keyword,url\na,https://a.example/\n", "has no column slug and no column target"),
        (b"slug,url\na,https://a.example/\n", "has no column target"),
        (b"slug,url\na,https://a.example/\n", "found: slug, url."),
        (b"slug|target\na|https://a.example/\n", "columns must be separated by commas, semicolons or tabs"),
        (b"slug;url\na;https://a.example/\n", "has no column target"),
        (b"slug,target,Slug\na,https://a.example/,b\n", "more than one column slug"),
        (b"\x7fELF\x02\x01\x01\0\0\0\n", "line 1: it has a NUL byte"),
        (b"\x01\x02\x1b[31m\n", "found: ���[31m."),
        (bytes(range(128, 256)), "is not a CSV file in UTF-8: line 1"),
        ("slug,target\n".encode("utf-16"), "is not a CSV file in UTF-8"),
        (b"x" * 100_000, "line 1: it is longer than 64 KiB"),
        (b'"slug,target\na,https://a.example/\n', "never closes"),
        (b"slug,target\ra,https://a.example/\r", "carriage return"),
    ],
)
def test_a_file_that_is_no_table_of_links_is_refused_whole(library: Library, content: bytes, sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        imported(library, content)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_with_only_column_names_has_no_links(library: Library) -> None:
    report = imported(library, "slug,target\n")
    assert (report.created, report.unchanged, report.refused) == (0, 0, 0)


def test_a_line_of_a_gigabyte_is_refused_and_takes_no_memory(library: Library) -> None:
    stream = endless(b"slug,target\na,https://a.example/", 1_000_000_000, b"\n" + GOOD.encode())
    tracemalloc.start()
    report = import_csv(library, stream)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reasons(report) == {2: "it is longer than 64 KiB"}
    assert slugs(library, "good") == ["good"]
    assert most < 20_000_000


def test_of_endless_refusals_only_the_first_are_kept(library: Library, database: Database) -> None:
    report = imported(library, "slug,target\n" + "a\n" * (MOST_KEPT + 5))
    assert (report.refused, len(report.refusals)) == (MOST_KEPT + 5, MOST_KEPT)
