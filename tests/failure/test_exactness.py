"""Every answered redirect is one click row, to the last one: under edits, under kill -9, over a restart."""

import asyncio
import contextlib
import itertools
import os
import signal
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counted import assert_counts_equal_rows, settled, stored_marks
from tests.crowd import Seen, visit
from tests.live import PASSWORD, Site, running

SLUGS = [f"link-{number}" for number in range(50)]
EDITS = 10


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    rows = "".join(f"{slug},https://example.org/{slug}\n" for slug in SLUGS)
    (tmp_path / "links.csv").write_text("slug,target\n" + rows)
    with running(tmp_path, WORKERS="2") as site:
        made = site.run("import", "csv", "links.csv")
        assert made.returncode == 0, made.stderr
        yield site


class Editor(threading.Thread):
    """Somebody at the admin page, who gives one link after another a new target."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site, self.done, self.edits = site, threading.Event(), 0
        self.base = f"http://localhost:{site.port}"
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self.submit("/admin/sign-in", name="admin", password=PASSWORD)

    def submit(self, path: str, **fields: str) -> str:
        """Sends a form as a browser does; the address that the answer leads to."""
        request = urllib.request.Request(
            self.base + path, urllib.parse.urlencode(fields).encode(), {"Origin": self.base}
        )
        with self.browser.open(request, timeout=20) as answer:
            address: str = answer.url
            return address

    def run(self) -> None:
        for number in itertools.cycle(range(1, len(SLUGS) + 1)):
            if self.done.is_set():
                return
            target = f"https://example.org/link-{number - 1}?edit={self.edits}"
            led_to = self.submit(f"/admin/links/{number}/edit", target=target, enabled="on")
            assert led_to.startswith(f"{self.base}/admin/links/{number}?"), led_to
            self.edits += 1


@pytest.mark.timeout(300)
@pytest.mark.parametrize("visits", [5_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_as_many_visits_as_come_while_links_are_edited_are_clicks(site: Site, visits: int) -> None:
    """So many at a time, until enough was edited meanwhile."""
    editor, seen = Editor(site), Seen()
    editor.start()
    while editor.is_alive() and editor.edits <= EDITS:
        asyncio.run(visit(site.port, SLUGS, requests=visits, connections=64, seen=seen))
    editor.done.set()
    editor.join()
    assert editor.edits > EDITS
    assert seen.unanswered == 0
    assert dict(seen.statuses) == {302: len(seen.answered)}
    assert len(seen.answered) >= visits
    assert all(target.startswith(f"https://example.org/{slug}") for slug, target in seen.targets)
    assert settled(site)["rows"] == len(seen.answered)
    assert stored_marks(site) == Counter(seen.answered)


@pytest.mark.timeout(300)
def test_killing_workers_and_collector_loses_and_doubles_no_answered_click(site: Site) -> None:
    seen = Seen()
    done = threading.Event()

    def kill_now_and_then() -> None:
        for victim in itertools.cycle(("worker", "collector")):
            if done.wait(0.7):
                return
            for pid in (site.workers() if victim == "worker" else site.collectors())[:1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    asyncio.run(visit(site.port, SLUGS, requests=10_000, connections=32, seen=seen))
    done.set()
    killer.join()
    site.stop(signal.SIGTERM)
    site.start()
    figures = settled(site)
    stored = stored_marks(site)
    assert seen.redirects > 1000
    assert set(seen.answered) <= set(stored)
    assert set(stored.values()) == {1}
    assert figures["lost"] == 0
    assert_counts_equal_rows(site)
    assert figures["rows"] - seen.redirects <= seen.unanswered


def test_a_stop_and_a_restart_lose_nothing(site: Site) -> None:
    seen = asyncio.run(visit(site.port, SLUGS, requests=2_000))
    assert site.stop(signal.SIGINT) == 0
    assert stored_marks(site) == Counter(seen.answered)
    site.start()
    again = asyncio.run(visit(site.port, SLUGS, requests=500))
    assert again.statuses == {302: 500}
    assert settled(site)["rows"] == 2_500
    assert_counts_equal_rows(site)


def test_a_graceful_stop_answers_every_request_that_it_accepted(site: Site) -> None:
    seen = Seen()
    crowd = threading.Thread(
        target=lambda: asyncio.run(
            visit(site.port, SLUGS, requests=30_000, seen=seen, stop=lambda: bool(seen.unanswered))
        )
    )
    crowd.start()
    time.sleep(1)
    assert site.stop(signal.SIGTERM) == 0
    crowd.join()
    stored = stored_marks(site)
    assert set(seen.answered) <= set(stored)
    assert set(stored.values()) == {1}
