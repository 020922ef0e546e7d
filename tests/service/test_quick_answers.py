"""What the server answers without a task keeps HTTP's rules: keep-alive, pipelines, HEAD, old clients, odd requests."""

import re
import socket
from collections.abc import Iterator

import pytest

from tests.live import Site, running

TARGET = "https://example.org/"
SILENCE = 0.4


@pytest.fixture(scope="module", params=["full", "normal"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("quick"), JOURNAL_SYNC=request.param) as site:
        assert site.run("link", "add", TARGET, "a").returncode == 0
        yield site


def request(site: Site, path: str = "/a", *, method: str = "GET", version: str = "1.1", more: str = "") -> bytes:
    return f"{method} {path} HTTP/{version}\r\nHost: localhost:{site.port}\r\n{more}\r\n".encode()


def answers(site: Site, *chunks: bytes) -> bytes:
    """All that comes back until the server closes, or falls silent."""
    with socket.create_connection(("::1", site.port), timeout=10) as connection:
        for chunk in chunks:
            connection.sendall(chunk)
        received = b""
        connection.settimeout(SILENCE)
        try:
            while more := connection.recv(65536):
                received += more
        except TimeoutError:
            return received
    return received + b"<closed>"


def statuses(received: bytes) -> list[bytes]:
    """Of all answers but 100 Continue, in order."""
    return [status for status in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", received) if status != b"100"]


def test_a_redirect_is_whole_and_the_connection_stays(site: Site) -> None:
    received = answers(site, request(site))
    assert received.startswith(b"HTTP/1.1 302 Found\r\n")
    assert received.endswith(b"\r\n\r\n")
    lines = received.split(b"\r\n")
    for line in (b"location: " + TARGET.encode(), b"content-length: 0", b"x-robots-tag: noindex"):
        assert lines.count(line) == 1
    assert sum(line.startswith(b"date: ") for line in lines) == 1


def test_many_requests_on_one_connection_are_all_answered(site: Site) -> None:
    with socket.create_connection(("::1", site.port), timeout=10) as connection:
        for _ in range(20):
            connection.sendall(request(site))
            assert connection.recv(65536).startswith(b"HTTP/1.1 302 ")


def test_a_pipeline_is_answered_in_order(site: Site) -> None:
    paths = ["/a", "/nope", "/a", "/", "/a", "/robots.txt", "/a"]
    received = answers(site, b"".join(request(site, path) for path in paths))
    assert statuses(received) == [b"302", b"404", b"302", b"200", b"302", b"200", b"302"]


def test_a_request_in_pieces_is_one_request(site: Site) -> None:
    whole = request(site)
    received = answers(site, *[whole[at : at + 7] for at in range(0, len(whole), 7)])
    assert statuses(received) == [b"302"]


def test_who_asks_to_close_is_told_and_closed(site: Site) -> None:
    received = answers(site, request(site, more="Connection: close\r\n"))
    assert b"\r\nconnection: close\r\n" in received
    assert received.endswith(b"<closed>")


def test_an_old_client_is_closed_after_its_answer(site: Site) -> None:
    received = answers(site, request(site, version="1.0"))
    assert received.startswith(b"HTTP/1.1 302 ")
    assert received.endswith(b"<closed>")


def test_head_has_the_headers_of_a_page_without_the_page(site: Site) -> None:
    page, bare = answers(site, request(site, "/nope")), answers(site, request(site, "/nope", method="HEAD"))
    length = next(line for line in page.split(b"\r\n") if line.startswith(b"content-length: "))
    assert length != b"content-length: 0"
    assert length in bare
    assert bare.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("more", "body"),
    [
        ("Content-Length: 5\r\n", b"hello"),
        ("Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n0\r\n\r\n"),
        ("Expect: 100-continue\r\nContent-Length: 5\r\n", b"hello"),
    ],
)
def test_a_body_nobody_wants_does_not_become_a_request(site: Site, more: str, body: bytes) -> None:
    received = answers(site, request(site, more=more) + body + request(site, "/robots.txt"))
    assert statuses(received) == [b"302", b"200"]


def test_an_upgrade_that_is_not_offered_is_answered_plainly(site: Site) -> None:
    more = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n"
    assert answers(site, request(site, more=more)).startswith(b"HTTP/1.1 302 ")


def test_a_visitor_who_leaves_without_waiting_harms_nobody(site: Site) -> None:
    for _ in range(50):
        with socket.create_connection(("::1", site.port), timeout=10) as connection:
            connection.sendall(request(site, "/a"))
    assert site.get("/a")[:2] == (302, TARGET)


def test_an_absolute_request_target_is_understood(site: Site) -> None:
    received = answers(site, request(site, f"http://localhost:{site.port}/a"))
    assert received.startswith(b"HTTP/1.1 302 ")
