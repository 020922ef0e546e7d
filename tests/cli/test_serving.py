"""`shortener serve` says what becomes of the processes it keeps running."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import PATIENCE, Site, running


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path, WORKERS="1") as site:
        yield site


def another_collector(site: Site, than: int) -> bool:
    return any(pid != than for pid in site.collectors())


def end_collector(site: Site, number: signal.Signals) -> None:
    """Ends it and waits until there is another one."""
    (victim,) = site.collectors()
    deadline = time.monotonic() + PATIENCE
    while not (site.folder / "var" / "journal" / "collector.alive").exists():  # made when it has its signal handlers
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(victim, number)
    while not another_collector(site, victim):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def said_of_the_collector(site: Site) -> list[str]:
    return [line for line in site.log().splitlines() if line.startswith("The collector ")]


def test_a_collector_that_was_killed_is_started_again_and_that_is_said(site: Site) -> None:
    end_collector(site, signal.SIGKILL)
    assert said_of_the_collector(site) == ["The collector was ended by signal 9 (SIGKILL); it is started again."]


def test_a_collector_that_ended_by_itself_is_told_with_its_exit_status(site: Site) -> None:
    end_collector(site, signal.SIGTERM)
    assert said_of_the_collector(site) == ["The collector ended with exit status 0; it is started again."]


def test_a_normal_end_is_not_called_the_collector_s_death(site: Site) -> None:
    assert site.stop() == 0
    assert said_of_the_collector(site) == []
