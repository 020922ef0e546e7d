"""What munin is told: its protocol, sums over services, quantiles, and U where nobody knows."""

import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener.clicks.tables import clicks
from shortener.clock import now_ms
from shortener.munin.extra import visitors
from shortener.munin.graphs import GRAPHS, config, values
from shortener.munin.source import NoFigures, read_figures
from shortener.stores import Database
from tests.cli.conftest import Shell, bare, environ

__all__ = ["bare", "environ"]
TEXT = """\
# TYPE shortener_redirects_total counter
shortener_redirects_total{outcome="go"} 5
shortener_redirects_total{outcome="unknown"} 2
# TYPE shortener_journal_commit_seconds histogram
shortener_journal_commit_seconds_bucket{le="0.001"} 90
shortener_journal_commit_seconds_bucket{le="0.01"} 99
shortener_journal_commit_seconds_bucket{le="+Inf"} 100
shortener_journal_commit_seconds_count 100
shortener_journal_commit_seconds_sum 1
# TYPE shortener_journal_backlog_rows gauge
shortener_journal_backlog_rows 7
"""


class Service(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers as a service does to its own machine."""

    daemon_threads = True


class Answer(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while self.rfile.readline().strip():
            pass
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(TEXT)}\r\nConnection: close\r\n\r\n"
        self.wfile.write((head + TEXT).encode())


@pytest.fixture
def places(tmp_path: Path) -> Iterator[list[str]]:
    """Two services of one node."""
    servers = [Service(f"{tmp_path}/{name}.sock", Answer) for name in ("redirects", "faces")]
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()
    yield [str(server.server_address) for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()
    for thread in threads:
        thread.join()


def said(places: list[str]) -> dict[str, str]:
    """Each line's value, by graph and field."""
    figures = read_figures(places)
    found, name = {}, ""
    for line in (line for graph in GRAPHS for line in values(graph, figures)):
        word, _, rest = line.partition(" ")
        if word == "multigraph":
            name = rest
        else:
            found[f"{name}.{word.removesuffix('.value')}"] = rest
    return found


def test_counts_of_services_are_added_and_the_nodes_own_are_not(places: list[str]) -> None:
    found = said(places)
    assert (found["shortener_redirects.go"], found["shortener_redirects.unknown"]) == ("10", "4")
    assert found["shortener_backlog.rows"] == "7"
    assert (found["shortener_latency.p50"], found["shortener_latency.p99"]) == ("1", "10")
    assert found["shortener_certificate.days"] == "U"


def test_every_value_has_its_configuration_in_munins_words() -> None:
    for graph in GRAPHS:
        lines = list(config(graph))
        assert lines[0] == f"multigraph {graph.name}"
        assert {line.split()[0] for line in lines if line.startswith("graph_")} == {
            *("graph_title", "graph_vlabel", "graph_category", "graph_args", "graph_info"),
        }
        fields = {line.field for line in graph.lines}
        assert all(re.fullmatch("[a-z][a-z0-9_]*", field) for field in fields)
        assert {line.partition(".value")[0] for line in list(values(graph, {}))[1:]} == fields
        assert {line.partition(".label")[0] for line in lines if ".label" in line} == fields


def test_who_gives_no_figures_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoFigures, match=r"nobody\.sock gives no answer"):
        read_figures([f"{tmp_path}/nobody.sock"])


def test_visitors_of_the_last_five_minutes_are_told_apart(database: Database) -> None:
    now, ways = now_ms(), [(6, "direct"), (6, "direct"), (4, "proxied"), (None, "unknown")]
    rows = [
        {
            "id": n,
            "clicked_at": now - 1000,
            "link_id": 1,
            "revision_id": 1,
            "status": 302,
            "method": "GET",
            "via": via,
            "family": family,
            "class": "human",
            "node": "test",
        }
        for n, (family, via) in enumerate(ways, 1)
    ]
    old = rows[0] | {"id": 99, "clicked_at": now - 3_600_000}
    with database.write() as session:
        session.execute(clicks.insert(), [*rows, old])
    found = {tuple(value for _, value in labels): count for labels, count in visitors(database).items()}
    assert found == {
        ("6", "direct"): 2, ("4", "proxied"): 1, ("", "unknown"): 1, ("6", "proxied"): 0, ("4", "direct"): 0
    }  # fmt: skip


def test_the_command_speaks_to_whom_it_is_told(bare: Shell, places: list[str]) -> None:
    at = [word for place in places for word in ("--at", place)]
    assert bare("munin", *at, "autoconf").out == "yes\n"
    assert "go.value 10" in bare("munin", *at).out.splitlines()
    assert bare("munin", "--at", "/nowhere", "autoconf").out.startswith("no (")
    assert bare("munin", "--at", "/nowhere").out.splitlines()[1] == "go.value U"
    assert bare("munin", "config").out.splitlines()[0] == "multigraph shortener_redirects"


def test_an_address_in_brackets_is_asked_too() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as nobody:
        port = nobody.getsockname()[1]
    with pytest.raises(NoFigures, match=rf"\[::1\]:{port} gives no answer"):
        read_figures([f"[::1]:{port}"])
