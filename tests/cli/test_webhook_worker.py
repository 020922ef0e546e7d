"""`shortener collect` sends what webhooks are told, and goes on with it after it was killed in the middle."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.clicks.journaling import wait_until
from tests.outside import Outside, outside
from tests.webhooks.conftest import hook_of, messages, told

# A real worker, which may ask this test's own receiver, and soon takes over from one that died.
COLLECT = """
from shortener.cli import main, outwards
from shortener.net import fetch, reach
from shortener.webhooks import turns
outwards.nat64_prefixes, turns.LEASE_MS = tuple, 1500
fetch.PORTS["http"] = {port}
fetch.why_not = lambda one, nat64: "" if str(one) == "::1" else reach.why_not(one, nat64)
main(["collect"])
"""
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with outside(monkeypatch) as made:
        made.answers["/hook"] = (204, {}, b"")
        yield made


@pytest.fixture
def collect(site: Outside, environ: dict[str, str]) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-c", COLLECT.format(port=site.port)]
        started.append(subprocess.Popen(words, env=dict(os.environ) | environ, stderr=subprocess.PIPE))
        return started[-1]

    yield start
    for child in started:
        child.kill()
        child.communicate()


def test_a_worker_that_is_killed_in_mid_delivery_is_followed_by_one_that_delivers(
    shell: Shell, library: Library, database: Database, site: Outside, collect: Start
) -> None:
    assert shell("webhooks", "add", "crm", "http://[::1]/hook").status == 0
    library.create(Draft(target="https://example.org/", slug="a"), None)
    site.delay = 30.0
    dying = collect()
    wait_until(lambda: len(site.posted) == 1)
    dying.kill()
    assert dying.wait(10) == -signal.SIGKILL
    assert [one.state for one in messages(database)] == ["waiting"]
    site.delay = 0.0
    heir = collect()
    wait_until(lambda: hook_of(database).sent == 1)
    assert [one["data"]["link"]["slug"] for one in told(site)] == ["a", "a"]
    assert len({one.headers["webhook-id"] for one in site.posted}) == 1
    heir.terminate()
    _, said = heir.communicate(timeout=30)
    assert heir.returncode == 0, said
