"""Redirects and faces as services of their own on one machine, with one data folder and one collector."""

import asyncio
import contextlib
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.counted import settled, stored_marks
from tests.crowd import Seen, visit
from tests.live import Site, children, eventually, is_web_server, running
from tests.nest import shortener


@dataclass(frozen=True)
class Node:
    """Both services of a machine."""

    redirects: Site
    faces: Site


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    folder = tmp_path_factory.mktemp("redirects")
    (folder / "faces").mkdir()
    with running(folder, "--only", "redirects", WORKERS="2") as redirects:
        same = {name: redirects.environment[f"SHORTENER_{name}"] for name in ("DATA_DIR", "BASE_URL")}
        with running(folder / "faces", "--only", "faces", WORKERS="1", **same) as faces:
            assert faces.run("link", "add", "https://example.org/", "a").returncode == 0
            yield Node(redirects, faces)


@contextlib.contextmanager
def collector(site: Site) -> Iterator[None]:
    """`shortener collect` as a service of its own; it stores the last click before it ends."""
    with shortener(["collect"], site.environment, cwd=site.folder, stderr=subprocess.DEVNULL) as process:
        try:
            eventually(lambda: states(site)["collector"] == "ok")
            yield
        finally:
            process.terminate()
    assert process.returncode == 0


def states(site: Site) -> dict[str, str]:
    """How the parts are, as this service sees it."""
    parts = msgspec.json.decode(site.get("/readyz")[2])["parts"]
    return {part["part"]: part["state"] for part in parts}


def metric(site: Site, name: str, **labels: str) -> float:
    text = site.get("/metrics")[2].decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return sum(sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items())


def counted(site: Site) -> float:
    return metric(site, "shortener_redirects_total", outcome="go")


def test_a_slug_at_one_a_page_at_the_other_and_every_click_collected(node: Node) -> None:
    with collector(node.redirects):
        rows, first, second = settled(node.redirects)["rows"], counted(node.redirects), counted(node.faces)
        assert [node.redirects.get("/a")[:2] for _ in range(20)] == [(302, "https://example.org/")] * 20
        assert b"sign-in" in node.faces.get("/admin/sign-in")[2]
        eventually(lambda: counted(node.redirects) == first + 20)
        assert counted(node.faces) == second
        assert [node.faces.get("/a")[:2] for _ in range(5)] == [(302, "https://example.org/")] * 5
        eventually(lambda: counted(node.faces) == second + 5)
    found = settled(node.redirects)
    assert (found["rows"], found["lost"]) == (rows + 25, 0)


def misses_its_collector(site: Site) -> bool:
    return states(site)["collector"] == "degraded" and metric(site, "shortener_collector_up") == 0


def test_neither_collects_and_both_say_so(node: Node) -> None:
    for site in (node.redirects, node.faces):
        assert site.process is not None
        assert [is_web_server(pid) for pid in children(site.process.pid)] == [True]
        eventually(partial(misses_its_collector, site))
    eventually(lambda: metric(node.faces, "shortener_journal_backlog_rows") == 0)  # what it last saw may be older
    assert node.redirects.get("/a")[0] == 302
    eventually(lambda: metric(node.faces, "shortener_journal_backlog_rows") == 1)


def test_draining_takes_both_out_of_service(node: Node) -> None:
    try:
        assert node.faces.run("drain", "on").returncode == 0
        assert [site.get("/readyz")[0] for site in (node.redirects, node.faces)] == [503, 503]
        assert node.redirects.get("/a")[0] == 302
    finally:
        assert node.faces.run("drain", "off").returncode == 0


def test_each_lists_its_own_workers(node: Node) -> None:
    for site, workers in ((node.redirects, 2), (node.faces, 1)):
        text = site.get("/metrics")[2].decode()
        found = {int(line.split('"')[1]) for line in text.splitlines() if line.startswith("shortener_worker_resident")}
        assert found == set(site.workers())
        assert len(found) == workers


def test_faces_are_reloaded_under_a_crowd_without_a_word(node: Node) -> None:
    async def crowd() -> Seen:
        seen, over = Seen(), False
        visitors = asyncio.create_task(
            visit(node.faces.port, ["a"], requests=10**6, connections=8, seen=seen, stop=lambda: over)
        )
        await asyncio.to_thread(renew)
        over = True
        await visitors
        return seen

    def renew() -> None:
        old = node.faces.workers()
        assert node.faces.process is not None
        node.faces.process.send_signal(signal.SIGHUP)
        eventually(lambda: len(node.faces.workers()) == 1 and node.faces.workers() != old)

    seen = asyncio.run(crowd())
    assert (seen.unanswered, list(seen.statuses)) == (0, [302])
    with collector(node.faces):
        pass
    assert settled(node.redirects)["lost"] == 0
    assert len(seen.answered) == seen.redirects
    assert stored_marks(node.redirects) == dict.fromkeys(seen.answered, 1)


def test_faces_log_nothing_of_who_speaks_no_http(node: Node) -> None:
    with socket.create_connection(("127.0.0.1", node.faces.port), timeout=20) as visitor:
        visitor.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        assert b" 400 " in visitor.recv(4096)
    eventually(lambda: "Invalid request" in node.faces.log())
    assert "127.0.0.1" not in node.faces.log()


def test_both_end_as_they_are_told(node: Node) -> None:
    """The last one here, since afterwards there are none."""
    for site in (node.redirects, node.faces):
        assert site.stop() == 0
