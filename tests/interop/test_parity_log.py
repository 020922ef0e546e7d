"""Access logs of every kind of server are read line by line, and only what asks for a link is asked again."""

import gzip
import io
import tracemalloc

import pytest

from shortener.bulk.table import BadFile
from shortener.interop.parity import requests
from shortener.interop.parity.requests import Log, Request, read_log

COMMON = '192.0.2.1 - - [28/Nov/2026:10:00:00 +0000] "{}" 302 0'


def log_of(*lines: str) -> Log:
    return read_log(io.BytesIO("".join(COMMON.format(line) + "\n" for line in lines).encode()))


def paths(log: Log) -> list[str]:
    return [one.path for one in log.most_common(None)]


def test_each_request_comes_once_with_its_count_the_most_frequent_first() -> None:
    log = log_of("GET /a HTTP/1.1", "GET /b HTTP/2.0", "GET /b HTTP/1.1", "HEAD /b HTTP/1.1")
    assert list(log.most_common(None)) == [Request("GET", "/b", 2), Request("GET", "/a"), Request("HEAD", "/b")]
    assert list(log.most_common(1)) == [Request("GET", "/b", 2)]


@pytest.mark.parametrize(
    "line",
    [
        '::1 - - [x] "GET /a HTTP/1.1" 302 0',
        '::1 - ada [x] "GET /a HTTP/1.1" 302 0 "https://from.example/" "Mozilla/5.0 (\\"quoted\\")"',
        'old.example:443 2001:db8::1 - - [x] "GET /a HTTP/2.0" 302 0 "-" "-" 0.001',
        '::1 - - [x] "GET https://old.example/a HTTP/1.1" 302 0',
        '::1 - - [x] "GET /a#part HTTP/1.1" 302 0',
    ],
)
def test_common_combined_and_longer_lines_are_read(line: str) -> None:
    assert paths(read_log(io.BytesIO(line.encode()))) == ["/a"]


def test_what_the_log_escaped_is_asked_as_it_came() -> None:
    log = log_of(r"GET /\xc3\xbc\"x?q=\x22 HTTP/1.1", "GET /%C3%BC%2Fx HTTP/1.1", "GET /p/ü HTTP/1.1")
    assert paths(log) == ['/%C3%BC"x?q="', "/%C3%BC%2Fx", "/p/%C3%BC"]


def test_pages_programs_and_other_methods_are_never_asked_again() -> None:
    dangerous = (
        *("/yourls-api.php?action=shorturl&url=x", "/admin/", "/admin/index.php?u=x", "/user/plugins/x.php", "/"),
        *("/https://example.org/", "/a+", "/a.qr", "/api/v1/links", "/robots.txt", "//admin/x"),
    )
    log = log_of(*(f"GET {path} HTTP/1.1" for path in dangerous), "POST /a HTTP/1.1", "DELETE /a HTTP/1.1")
    assert paths(log) == []
    assert (log.not_links, log.other_methods, log.unreadable) == (len(dangerous), 2, 0)


def test_lines_that_are_none_are_counted() -> None:
    log = read_log(io.BytesIO(b"\x16\x03\x01\n" + COMMON.format("GET /a HTTP/1.1").encode() + b'\n"\\x16\\x03" 400\n'))
    assert (log.lines, log.unreadable, paths(log)) == (3, 2, ["/a"])


def test_a_packed_log_is_a_log_too() -> None:
    assert paths(read_log(io.BytesIO(gzip.compress(COMMON.format("GET /a HTTP/1.1").encode())))) == ["/a"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has no request in it"),
        (b"slug,target\na,https://a.example/\n", "has no request in it"),
        (gzip.compress(COMMON.format("GET /a HTTP/1.1").encode(), mtime=0)[:-9], "can't be unpacked"),
        (b"\x1f\x8bnonsense", "can't be unpacked"),
    ],
)
def test_a_file_that_is_no_log_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        read_log(io.BytesIO(content))


def test_beyond_a_bound_new_ones_are_counted_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MOST_DISTINCT", 2)
    log = log_of(*(f"GET /{slug} HTTP/1.1" for slug in "abcabc"))
    assert (paths(log), log.beyond) == (["/a", "/b"], 2)


def test_a_line_without_end_takes_no_memory() -> None:
    stream = io.BytesIO(COMMON.format("GET /a HTTP/1.1").encode() + b"\n" + b"x" * 20_000_000)
    tracemalloc.start()
    log = read_log(stream)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert paths(log) == ["/a"]
    assert most < 5_000_000
