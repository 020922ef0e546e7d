"""`shortener serve` keeps its processes running, says what becomes of them, and never pretends to serve."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counted import settled
from tests.live import PATIENCE, Site, children, descendants, eventually, is_web_server, name, running


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path, WORKERS="2") as site:
        yield site


def end_collector(site: Site, number: signal.Signals) -> None:
    """Ends it and waits until there is another one."""
    alive = site.folder / "var" / "journal" / "collector.alive"
    eventually(lambda: alive.exists() and len(site.collectors()) == 1)  # by then it has its signal handlers
    (victim,) = site.collectors()
    alive.unlink()
    os.kill(victim, number)
    eventually(lambda: any(pid != victim for pid in site.collectors()))


def said_of_the_collector(site: Site) -> list[str]:
    messages = [json.loads(line)["message"] for line in site.log().splitlines() if line.startswith("{")]
    return [message for message in messages if message.startswith("The collector ")]


def master(site: Site) -> int:
    assert site.process is not None
    return next(pid for pid in children(site.process.pid) if is_web_server(pid))


def test_a_collector_that_dies_is_started_again_ever_later_and_that_is_said(site: Site) -> None:
    end_collector(site, signal.SIGKILL)
    end_collector(site, signal.SIGTERM)
    assert said_of_the_collector(site) == [
        "The collector was ended by signal 9 (SIGKILL); it is started again in 1 s.",
        "The collector ended with exit status 0; it is started again in 2 s.",
    ]


def test_a_normal_end_is_not_called_the_collector_s_death(site: Site) -> None:
    assert site.stop() == 0
    assert said_of_the_collector(site) == []


def test_without_its_web_server_it_ends_as_failed_and_leaves_nothing_running(site: Site) -> None:
    assert site.process is not None
    assert site.run("link", "add", "https://example.org/", "a").returncode == 0
    assert [site.get("/a")[0] for _ in range(10)] == [302] * 10
    started = descendants(site.process.pid)
    os.kill(master(site), signal.SIGKILL)
    assert site.process.wait(PATIENCE) == 1
    assert not [pid for pid in started if name(pid).startswith(("shortener", "gunicorn", "python"))]
    assert "The web server was ended by signal 9 (SIGKILL)." in site.log()
    assert settled(site)["rows"] == 10


def test_a_worker_that_hangs_is_replaced(site: Site) -> None:
    victim, other = site.workers()
    os.kill(victim, signal.SIGABRT)  # what gunicorn does to one that doesn't report any more
    eventually(lambda: victim not in site.workers() and len(site.workers()) == 2)
    assert other in site.workers()
    assert site.is_healthy()
