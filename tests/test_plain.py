"""Requests that are read in one go: never understood otherwise than by a whole HTTP parser, and refused when odd."""

from typing import Any

import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shortener.net.headers import READ
from shortener.plain import read_plain

BROWSER = (
    b"GET /scratch-new?utm=1 HTTP/1.1\r\nHost: rpf.io\r\nUser-Agent: Mozilla/5.0 (X11)\r\nAccept: text/html\r\n"
    b'Accept-Language: cy,en;q=0.5\r\nsec-ch-ua: "Chromium";v="156"\r\nCookie: a=b; c=d\r\nReferer: https://e.org/\r\n'
    b"DNT: 1\r\nSec-GPC: 1\r\nX-Forwarded-For: 2001:db8::1\r\nX-Request-Id: 7\r\n\r\n"
)


class Whole:
    """What httptools makes of the same bytes."""

    def __init__(self, data: bytes) -> None:
        self.url, self.headers, self.bodies = b"", list[tuple[bytes, bytes]](), list[bytes]()
        self.begun = self.complete = 0
        self.parser = httptools.HttpRequestParser(self)
        self.parser.feed_data(data)

    def on_message_begin(self) -> None:
        self.begun += 1

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.stays = self.parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.bodies.append(body)

    def on_message_complete(self) -> None:
        self.complete += 1


def agrees(data: bytes) -> bool:
    """Whether these bytes are plain; fails when a whole parser understands them otherwise."""
    plain = read_plain(data)
    if plain is None:
        return False
    whole = Whole(data)
    assert (whole.begun, whole.complete, whole.bodies) == (1, 1, [])
    url: Any = httptools.parse_url(whole.url)
    assert (plain.method.encode(), plain.path, plain.query) == (whole.parser.get_method(), url.path, url.query or b"")
    assert url.host is None
    assert plain.headers == {name: value.strip() for name, value in whole.headers if name in READ}
    assert (plain.stays, whole.parser.should_upgrade()) == (whole.stays, False)
    assert not {b"content-length", b"transfer-encoding", b"expect", b"upgrade"} & {name for name, _ in whole.headers}
    return True


def test_what_a_browser_sends_is_plain() -> None:
    assert agrees(BROWSER)
    plain = read_plain(BROWSER)
    assert plain is not None
    assert (plain.method, plain.path, plain.query, plain.stays) == ("GET", b"/scratch-new", b"utm=1", True)
    assert plain.headers == {
        b"host": b"rpf.io",
        b"user-agent": b"Mozilla/5.0 (X11)",
        b"accept-language": b"cy,en;q=0.5",
        b"referer": b"https://e.org/",
        b"dnt": b"1",
        b"sec-gpc": b"1",
        b"x-forwarded-for": b"2001:db8::1",
    }


@pytest.mark.parametrize(
    "lines",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"HEAD /a HTTP/1.1\r\nHost: [::1]:8000\r\nConnection: close\r\n\r\n",
        b"GET /a%20b?c=d?e/&f HTTP/1.1\r\nHOST:rpf.io\r\nConnection: Keep-Alive\r\n\r\n",
        b"GET /a? HTTP/1.1\r\nUser-Agent:\t \xc3\xa9t\xc3\xa9 \t\r\nAccept:\r\n\r\n",
        b"GET //a//b HTTP/1.1\r\nHost: rpf.io\r\n\r\n",
    ],
)
def test_these_are_plain(lines: bytes) -> None:
    assert agrees(lines)


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"\r\n",
        b"GET /a HTTP/1.1\r\n",
        b"GET /a HTTP/1.1\r\nHost: a",
        b"GET /a HTTP/1.1\r\nHost: a\r\n",
        b"GET /a HTTP/1.1\r\nHost: a\r\n\r\nG",
        b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n" * 2,
        b"GET /a HTTP/1.1\n\n",
        b"GET /a HTTP/1.1\r\nHost: a\n\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: a\x00b\r\n\r\n",
        b"GET /a HTTP/1.1\r\nUser-Agent: a\x7fb\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /a HTTP/1.1\r\nX-Forwarded-For: a\r\nX-Forwarded-For: b\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET /a HTTP/1.1\r\n Host: a\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost\r\n\r\n",
        b"GET /a HTTP/1.1\r\n: a\r\n\r\n",
        b"GET /a HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        b"GET /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /a HTTP/1.1\r\nExpect: 100-continue\r\n\r\n",
        b"GET /a HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"GET /a HTTP/1.1\r\nConnection: close, X\r\n\r\n",
        b"GET /a HTTP/1.1\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n",
        b"GET /a HTTP/1.0\r\n\r\n",
        b"GET /a HTTP/2.0\r\n\r\n",
        b"GET  /a HTTP/1.1\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET /a#b HTTP/1.1\r\n\r\n",
        b"GET http://rpf.io/a HTTP/1.1\r\n\r\n",
        b"GET a HTTP/1.1\r\n\r\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\n\r\n",
        b"POST /a HTTP/1.1\r\n\r\n",
        b"get /a HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_odd_is_left_to_the_whole_parser(odd: bytes) -> None:
    assert read_plain(odd) is None


NAMES = st.sampled_from(
    [b"Host", b"User-Agent", b"Accept", b"Connection", b"Content-Length", b"TE", b"Trailer", b"x_y", b"X-Y", b"Upgrade"]
) | st.binary(max_size=6)
VALUES = st.sampled_from([b"close", b"keep-alive", b"rpf.io", b"0", b"", b"\t\t", b"chunked"]) | st.binary(max_size=8)
LINES = st.tuples(NAMES, st.sampled_from([b":", b": ", b" :", b":\t"]), VALUES).map(b"".join)
BREAKS = st.sampled_from([b"\r\n"] * 30 + [b"\n", b"\r", b"\r\n\r\n"])
PATHS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=12).map(
    lambda path: f"/{path}".encode()
)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    method = draw(st.sampled_from([b"GET", b"HEAD", b"POST", b"GETX"]))
    version = draw(st.sampled_from([b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.2"]))
    lines = [b" ".join([method, draw(PATHS), version]), *draw(st.lists(LINES, max_size=4))]
    return b"".join(line + draw(BREAKS) for line in lines) + draw(st.sampled_from([b"\r\n", b"\r\n", b"\n", b""]))


@given(requests())
@example(b"GET /?%C3%A9=[]|\\^`{} HTTP/1.1\r\nCookie: \xff\r\n\r\n")
def test_nothing_is_understood_otherwise_than_by_the_whole_parser(data: bytes) -> None:
    agrees(data)
