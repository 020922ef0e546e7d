"""One server is asked for many addresses: each question has an end, whatever the server does."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from shortener.net.asking import Asker, BadServer, Said, Server, Unanswered, server_of, tls

OK = b"HTTP/1.1 302 Found\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def speaking(speak: Callable[[socket.socket], None], times: int = 1) -> Iterator[Server]:
    """A server that does this with each of its first connections."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:

        def serve() -> None:
            for _ in range(times):
                connection = listener.accept()[0]
                with connection:
                    try:
                        speak(connection)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server_of(f"http://[::1]:{listener.getsockname()[1]}")
        thread.join(10)


def ask(server: Server, seconds: float = 5.0) -> Said:
    with closing(asker(server, seconds)) as one:
        return one.ask("GET", "/a")


def asker(server: Server, seconds: float = 5.0) -> Asker:
    return Asker(server, seconds, "test", tls(verified=True))


def drip(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 302 Found\r\nX: ")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.05)


def test_a_byte_at_a_time_gets_no_more_time() -> None:
    with speaking(drip) as server:
        began = time.monotonic()
        with pytest.raises(Unanswered, match="takes too long"):
            ask(server, 0.4)
        assert time.monotonic() - began < 4  # of the five that it all takes


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 banana\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500, b"\0" * 100_000],
)
def test_nonsense_is_no_answer(answer: bytes) -> None:
    def speak(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(answer)

    with speaking(speak) as server, pytest.raises(Unanswered):
        ask(server)


def test_a_connection_is_kept_and_made_anew_when_it_was_closed() -> None:
    asked: list[bytes] = []

    def speak(connection: socket.socket) -> None:
        for _ in range(2):
            asked.append(connection.recv(4096).partition(b"\r\n")[0])
            connection.sendall(OK)

    with speaking(speak, times=2) as server:
        one = asker(server)
        for number in range(4):
            assert one.ask("GET", f"/{number}") == Said(302, "https://a.example/")
        one.close()
    assert asked == [f"GET /{number} HTTP/1.1".encode() for number in range(4)]


def test_an_endless_page_is_not_read() -> None:
    def speak(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with speaking(speak) as server:
        assert ask(server) == Said(200)


def test_a_location_in_utf_8_is_read_as_that() -> None:
    def speak(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(OK.replace(b"a.example/", "a.example/ü".encode()))

    with speaking(speak) as server:
        assert ask(server).location == "https://a.example/ü"


@pytest.mark.parametrize(
    ("url", "host", "server"),
    [
        ("https://old.example", "", Server(True, "old.example", 443, "old.example")),
        ("http://old.example:8080/", "", Server(False, "old.example", 8080, "old.example:8080")),
        ("https://[2001:db8::1]", "old.example", Server(True, "2001:db8::1", 443, "old.example")),
        ("http://b\u00fccher.example", "", Server(False, "b\u00fccher.example", 80, "xn--bcher-kva.example")),
    ],
)
def test_an_address_is_read(url: str, host: str, server: Server) -> None:
    assert server_of(url, host) == server


@pytest.mark.parametrize(
    "url", ["", "old.example", "ftp://a", "http://", "http://a/x", "http://a?x", "http://u@a", "http://a\n"]
)
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(BadServer):
        server_of(url)
