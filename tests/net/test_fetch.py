"""The guarded fetch: what comes back, what it never asks, and how little it waits."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from shortener.net import fetch
from shortener.net.fetch import Fetcher, FetchFailed, FetchRefused, Limits
from tests.outside import HOST, Outside, outside


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with outside(monkeypatch) as made:
        yield made


def test_a_page_comes_back_with_its_headers(site: Outside) -> None:
    site.answers["/caf%C3%A9?a=1"] = (200, {"Content-Type": "text/html"}, b"<title>Here</title>")
    page = site.fetcher().get(f"http://{HOST}/caf\u00e9?a=1")
    assert (page.status, page.body, page.whole, page.headers["content-type"]) == (
        200, b"<title>Here</title>", True, "text/html"
    )  # fmt: skip
    assert site.asked == [("/caf%C3%A9?a=1", HOST)]


def test_redirects_are_followed_and_counted(site: Outside) -> None:
    site.answers = {"/1": (301, {"Location": "/2"}, b""), "/2": (302, {"Location": f"http://{HOST}/3"}, b"")}
    site.answers |= {"/3": (200, {}, b"there"), "/loop": (302, {"Location": "/loop"}, b"")}
    assert site.fetcher().get(f"http://{HOST}/1").body == b"there"
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        site.fetcher().get(f"http://{HOST}/loop")


@pytest.mark.parametrize(
    "inwards",
    ["http://[64:ff9b::7f00:1]/", "http://127.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/"],
)
def test_no_redirect_leads_inwards(site: Outside, inwards: str) -> None:
    site.answers["/"] = (302, {"Location": inwards}, b"")
    with pytest.raises(FetchRefused, match=r"can't be asked: .* not a public address"):
        site.fetcher().get(f"http://{HOST}/")
    with pytest.raises(FetchRefused, match="can't be asked"):
        site.fetcher().get(inwards)


def test_one_address_inwards_among_several_refuses_the_name(site: Outside) -> None:
    site.names["two.example"] = ["2606:4700::1111", "10.0.0.1"]
    with pytest.raises(FetchRefused, match=r"two\.example can't be asked: 10\.0\.0\.1 is not a public address"):
        site.fetcher().get("http://two.example/")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://web.example/", "Only http and https"),
        ("file:///etc/passwd", "Only http and https"),
        ("http:///nothing", "Only http and https"),
        ("http://user:secret@web.example/", "name or password"),
        ("http://web.example:6379/", "Port 6379 isn't asked"),
        ("http://[::1", "no address of a page"),
    ],
)
def test_what_is_no_page_is_not_asked(site: Outside, url: str, said: str) -> None:
    with pytest.raises(FetchRefused, match=said):
        site.fetcher().get(url)
    assert site.asked == []


def test_no_more_is_read_than_the_limit(site: Outside) -> None:
    site.answers["/"] = (200, {}, b"x" * 100_000)
    page = site.fetcher(Limits(size=1000)).get(f"http://{HOST}/")
    assert (len(page.body), page.whole) == (1000, False)


def test_a_byte_now_and_then_gains_no_time() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listening:
        port = listening.getsockname()[1]

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for _ in range(50):
                    try:
                        connection.sendall(b"X-A: b\r\n")
                    except OSError:
                        return
                    time.sleep(0.1)

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(fetch.PORTS, "http", port)
            patch.setattr(fetch, "why_not", lambda *_: "")
            with pytest.raises(FetchFailed, match="gives no answer"):
                Fetcher((), Limits(seconds=0.5)).get("http://[::1]/")
        assert time.monotonic() - began < 4.5  # of the five that it all takes
        thread.join()


def test_who_says_nothing_or_nonsense_is_one_sentence(site: Outside) -> None:
    site.names["gone.example"] = []
    with pytest.raises(FetchFailed, match=r"^gone\.example gives no answer: it has no address\.$"):
        site.fetcher().get("http://gone.example/")


def test_what_is_posted_arrives_with_its_headers(site: Outside) -> None:
    site.answers["/in?a=1"] = (201, {"X-Word": "here"}, b"taken")
    page = site.fetcher().post(f"http://{HOST}/in?a=1", b"\0\xff body", {"Content-Type": "text/plain", "X-A": "b"})
    assert (page.status, page.body, page.headers["x-word"]) == (201, b"taken", "here")
    (came,) = site.posted
    assert (came.path, came.body, came.headers["x-a"]) == ("/in?a=1", b"\0\xff body", "b")
    assert (came.headers["content-length"], came.headers["host"]) == ("7", HOST)


def test_a_post_follows_no_redirect_and_goes_nowhere_inwards(site: Outside) -> None:
    site.answers["/"] = (308, {"Location": "/there"}, b"")
    assert site.fetcher().post(f"http://{HOST}/", b"x", {}).status == 308
    assert len(site.posted) == 1
    site.names["inner.example"] = ["10.0.0.1"]
    for url in ("http://inner.example/", "http://127.0.0.1/", f"http://{HOST}:6379/", "gopher://web.example/"):
        with pytest.raises(FetchRefused):
            site.fetcher().post(url, b"x", {})
    assert len(site.posted) == 1
