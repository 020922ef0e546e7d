"""Requests as odd programs send them, byte by byte, to the running service."""

import socket
from collections.abc import Iterator

import pytest

from shortener.protocol import encoded_request_line
from tests.live import Site, running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("raw")) as site:
        assert site.run("link", "add", "https://example.org/", "café").returncode == 0
        yield site


def answers(site: Site, *chunks: bytes) -> bytes:
    """All that comes back on one connection."""
    with socket.create_connection(("::1", site.port), timeout=10) as connection:
        for chunk in chunks:
            connection.sendall(chunk)
        received = b""
        while more := connection.recv(65536):
            received += more
    return received


def a_get(target: bytes, site: Site, *, close: bool = True) -> bytes:
    end = b"Connection: close\r\n\r\n" if close else b"\r\n"
    return b"GET %s HTTP/1.1\r\nHost: localhost:%d\r\n%s" % (target, site.port, end)


@pytest.mark.parametrize("target", ["/café".encode(), b"/caf%C3%A9", "/café?q=ü".encode(), "/cafe\u0301".encode()])
def test_raw_bytes_in_a_path_or_query_arrive(site: Site, target: bytes) -> None:
    answer = answers(site, a_get(target, site))
    assert answer.startswith(b"HTTP/1.1 302 ")
    assert b"location: https://example.org/\r\n" in answer


def test_the_second_request_of_a_connection_may_be_raw_too(site: Site) -> None:
    first = a_get(b"/caf%C3%A9", site, close=False)
    with socket.create_connection(("::1", site.port), timeout=10) as connection:
        connection.sendall(first)
        assert connection.recv(65536).startswith(b"HTTP/1.1 302 ")
        connection.sendall(a_get("/café".encode(), site))
        assert connection.recv(65536).startswith(b"HTTP/1.1 302 ")


def test_nonsense_is_refused_without_harm(site: Site) -> None:
    for nonsense in (b"\x16\x03\x01\x02\x00\x01\xff", b"GET\r\n\r\n", b"\xff\xff\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        assert not answers(site, nonsense).startswith(b"HTTP/1.1 2")
    assert site.is_healthy()


@pytest.mark.parametrize(
    "chunk",
    [
        b"POST /\xc3\xa9 HTTP/1.1\r\n\r\n",
        b"GET /\xc3\xa9",
        b"\xc3\xa9GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nUser-Agent: \xc3\xa9\r\n\r\n",
    ],
)
def test_nothing_but_a_whole_request_line_is_touched(chunk: bytes) -> None:
    assert encoded_request_line(chunk) == chunk


def test_a_body_is_never_touched(site: Site) -> None:
    body = "GET /é HTTP/1.1\r\n\r\n".encode()
    head = b"POST /yourls-api.php HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: %d\r\n" % (site.port, len(body))
    answer = answers(site, head + b"Connection: close\r\n\r\n", body)
    assert answer.count(b"HTTP/1.1 ") == 1
