"""Who sends too much is told so, though they listen only when they have sent all of it: nobody sees a reset."""

import http.client
import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from shortener.parting import MOST_BYTES
from tests.live import Site, running

TEN_MB = 10_000_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
WAYS = {"full": (), "faces": ("--only", "faces")}
Asked = tuple[str, dict[str, str]]


@pytest.fixture(scope="module", params=WAYS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("much"), *WAYS[request.param], WORKERS="1") as site:
        yield site


@pytest.fixture(scope="module")
def key(site: Site) -> str:
    return str(json.loads(site.run("key", "add", "admin", "test", "--scope", "links:write", "--json").stdout)["key"])


@pytest.fixture(params=["/yourls-api.php", "/api/v1/links", "/admin/sign-in"])
def asked(request: pytest.FixtureRequest, site: Site, key: str) -> Asked:
    return ask(site, key, str(request.param))


def ask(site: Site, key: str, path: str) -> Asked:
    own = {"Host": f"localhost:{site.port}", "Origin": f"http://localhost:{site.port}"}
    return path, own | {"Authorization": f"Bearer {key}", "Content-Type": JSON if "v1" in path else FORM}


def head(asked: Asked, more: str) -> bytes:
    path, headers = asked
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def connect(site: Site) -> socket.socket:
    return socket.create_connection(("::1", site.port), timeout=20)


def heard(connection: socket.socket) -> bytes:
    """All until the server closes. A reset is an error."""
    received = b""
    while more := connection.recv(65536):
        received += more
    return received


def statuses(received: bytes) -> list[bytes]:
    return [status for status in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", received) if status != b"100"]


def test_the_answer_comes_after_ten_megabytes(site: Site, asked: Asked) -> None:
    with connect(site) as connection:
        connection.sendall(head(asked, f"Connection: close\r\nContent-Length: {TEN_MB}"))
        connection.sendall(b"x" * TEN_MB)
        received = heard(connection)
    assert statuses(received) == [b"413"]
    assert b"\r\nconnection: close\r\n" in received.lower()


def test_a_connection_that_stays_is_used_again(site: Site, asked: Asked) -> None:
    path, headers = asked
    connection = http.client.HTTPConnection("::1", site.port, timeout=20)
    for _ in range(2):
        connection.request("POST", path, b"x" * TEN_MB, headers)
        answer = connection.getresponse()
        assert (answer.status, b"too large" in answer.read().lower()) == (413, True)
    connection.close()


def test_a_program_of_the_standard_library_sees_a_refusal(site: Site, asked: Asked) -> None:
    path, headers = asked
    wanted = urllib.request.Request(f"http://localhost:{site.port}{path}", b"x" * TEN_MB, headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(wanted, timeout=20)
    with refused.value as answer:
        assert answer.code == 413


def test_so_it_is_in_chunks_for_programs_of_today(site: Site, key: str) -> None:
    connection = http.client.HTTPConnection("::1", site.port, timeout=20)
    headers = {"Host": f"localhost:{site.port}", "Authorization": f"Bearer {key}", "Content-Type": JSON}
    pieces = iter([b" " * 100_000] * 100)
    connection.request("POST", "/api/v1/links", pieces, headers | {"Connection": "close"}, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_there_is_an_end_to_what_is_read_away(site: Site, key: str) -> None:
    """And the server is there for others all the while."""
    asked = ask(site, key, "/yourls-api.php")
    begun = time.monotonic()
    with connect(site) as connection:
        connection.sendall(head(asked, f"Connection: close\r\nContent-Length: {20 * MOST_BYTES}"))
        with pytest.raises(OSError, match=r"reset|[Bb]roken"):
            connection.sendall(b"x" * 3 * MOST_BYTES)
    assert time.monotonic() - begun < 20
    assert site.is_healthy()


def test_who_stops_sending_is_not_waited_for_long(site: Site, key: str) -> None:
    asked = ask(site, key, "/yourls-api.php")
    begun = time.monotonic()
    with connect(site) as connection:
        connection.sendall(head(asked, f"Connection: close\r\nContent-Length: {TEN_MB}") + b"x" * 100_000)
        received = heard(connection)
    assert statuses(received) == [b"413"]
    assert time.monotonic() - begun < 15
