"""Whatever a place answers that isn't figures, munin is told U, and an operator in one clause why."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shortener.munin.extra import certificate_days
from shortener.munin.graphs import GRAPHS, quantile, values
from shortener.munin.source import Labels, NoFigures, read_figures
from tests.cli.conftest import Shell, bare, environ
from tests.munin.test_graphs import TEXT

__all__ = ["bare", "environ"]
pytestmark = pytest.mark.stores("sqlite")
GOOD = TEXT.encode()


@contextmanager
def place(folder: Path, answer: bytes, name: str = "service") -> Iterator[str]:
    """A socket at which this is all that anybody gets."""

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            self.wfile.write(answer)

    path = f"{folder}/{name}.sock"
    with socketserver.ThreadingUnixStreamServer(path, Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield path
        finally:
            server.shutdown()
            thread.join()


def http(body: bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    told = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {told}\r\nConnection: close\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "gives no answer"),
        (b"220 mail.example ESMTP\r\n", "gives no answer"),
        (http(GOOD, length=len(GOOD) + 9), "gives no answer"),
        (http(b"<html><p>It works!</p></html>"), "gives no figures"),
        (http(b"\xff\xfe\x00"), "gives no figures"),
        (http(b"shortener_up many\n"), "gives no figures"),
        (http(b"no", "403 Forbidden"), "answers 403"),
        (http(b"", "302 Found"), "answers 302"),
    ],
    ids=["nothing", "mail", "cut off", "a page", "bytes", "no number", "forbidden", "elsewhere"],
)
def test_an_answer_that_is_no_figures_is_named(tmp_path: Path, bare: Shell, answer: bytes, why: str) -> None:
    with place(tmp_path, answer) as path:
        with pytest.raises(NoFigures, match=rf"service\.sock {why}"):
            read_figures([path])
        told = bare("munin", "--at", path)
        assert bare("munin", "--at", path, "autoconf").out.startswith(f"no ({path} {why}")
    assert told.status == 0
    assert told.out.splitlines()[1] == "go.value U"


def test_one_good_place_does_not_hide_that_another_is_away(tmp_path: Path) -> None:
    with place(tmp_path, http(GOOD)) as path, pytest.raises(NoFigures, match=r"nobody\.sock gives no answer"):
        read_figures([path, f"{tmp_path}/nobody.sock"])


@pytest.mark.parametrize("where", ["nonsense", "localhost:http", "[::1]:99999", ":8000", "", "[::1]:-1"])
def test_a_place_that_is_none_is_named(bare: Shell, where: str) -> None:
    with pytest.raises(NoFigures, match="wanted is the path of a socket, or"):
        read_figures([where])
    assert bare("munin", "--at", where).status == 0


def test_figures_that_say_nothing_are_values_that_nobody_knows(tmp_path: Path) -> None:
    with place(tmp_path, http(b"# TYPE other counter\nother 5\n")) as path:
        figures = read_figures([path])
    said = [line for graph in GRAPHS for line in values(graph, figures) if not line.startswith("multigraph")]
    assert {line.partition(" ")[2] for line in said} == {"U"}


def test_a_histogram_in_which_nothing_was_observed_has_no_quantile() -> None:
    buckets: dict[Labels, float] = {(("le", "0.001"),): 0.0, (("le", "+Inf"),): 0.0}
    assert quantile("wait", 0.99)({"wait_bucket": buckets}) is None
    assert quantile("wait", 0.99)({}) is None


@pytest.mark.parametrize(("counts", "p50"), [((1, 1, 1), 1.0), ((0, 1, 2), 10.0), ((49, 100, 100), 10.0)])
def test_a_quantile_is_the_bound_below_which_so_many_are(counts: tuple[int, int, int], p50: float) -> None:
    bounds = ("0.001", "0.01", "+Inf")
    buckets: dict[Labels, float] = {(("le", bound),): float(count) for bound, count in zip(bounds, counts, strict=True)}
    assert quantile("wait", 0.5)({"wait_bucket": buckets}) == p50


def test_a_machine_that_shows_no_certificate_has_no_days() -> None:
    assert certificate_days("nobody.invalid") == {}
