"""/readyz of a whole service while its database is frozen: told in time, even when pages wait for that database."""

import contextlib
import threading
import time
from pathlib import Path

from shortener.app import THREADS
from tests.live import Site, eventually, kept
from tests.servers import PostgreSQL


def wait_for(site: Site, status: int) -> None:
    eventually(lambda: site.get("/readyz")[0] == status)


def test_with_every_thread_waiting_for_a_frozen_database_it_is_still_told(tmp_path: Path) -> None:
    with PostgreSQL() as server, contextlib.ExitStack() as stack:
        site = Site(tmp_path, WORKERS="1", DATABASE_URL=server.url)
        assert site.run("link", "add", "https://example.org/", "a").returncode == 0
        stack.enter_context(kept(site))  # only now, for its worker reads anew what changes beside it
        assert site.get("/a")[0] == 302
        wait_for(site, 200)
        server.freeze()
        api = "/yourls-api.php?action=stats&username=admin&password=x"
        waiting = [threading.Thread(target=ask, args=(site, api)) for _ in range(THREADS + 2)]
        for thread in waiting:
            thread.start()
        wait_for(site, 503)
        for path, status in (("/readyz", 503), ("/metrics", 200), ("/healthz", 200), ("/a", 302)):
            began = time.monotonic()
            assert site.get(path)[0] == status
            assert time.monotonic() - began < 3
        assert any(thread.is_alive() for thread in waiting)
        server.thaw()
        for thread in waiting:
            thread.join()
        wait_for(site, 200)


def ask(site: Site, path: str) -> None:
    """Whether there is an answer in time is not the question here."""
    with contextlib.suppress(OSError):
        site.get(path)
