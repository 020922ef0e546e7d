"""SIGHUP changes the workers and SIGTERM ends them: no request is left without an answer, and no click gets lost."""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shortener.worker import GRACE_SECONDS
from tests.counted import settled, stored_marks
from tests.crowd import Seen, visit
from tests.live import PATIENCE, Site, children, command_line, eventually, free_port, running

SLUGS = [f"link-{number}" for number in range(20)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "settings").write_text("SHORTENER_SERVED_BY=before\n")
    (tmp_path / "links.csv").write_text("slug,target\n" + "".join(f"{s},https://example.org/{s}\n" for s in SLUGS))
    with running(tmp_path, CONFIG=str(tmp_path / "settings")) as site:
        assert site.run("import", "csv", "links.csv").returncode == 0
        yield site


def hang_up(site: Site) -> None:
    assert site.process is not None
    site.process.send_signal(signal.SIGHUP)


def reload(site: Site) -> None:
    """A whole reload: all workers are new afterwards, and so is the collector."""
    old = {*site.workers(), *site.collectors()}
    hang_up(site)
    eventually(lambda: len(site.workers()) == 2 and len(site.collectors()) == 1)
    eventually(lambda: not old & {*site.workers(), *site.collectors()})
    eventually(lambda: all(is_loaded_anew(pid) for pid in begun(site)))


def begun(site: Site) -> list[int]:
    """The web server and the collector."""
    assert site.process is not None
    return children(site.process.pid)


def is_loaded_anew(pid: int) -> bool:
    """It is a program of its own, so it has the code of now."""
    return command_line(pid).partition(" -m ")[2].startswith(("gunicorn ", "shortener collect"))


async def crowd_while(site: Site, happening: Callable[[], None], connections: int = 32) -> Seen:
    """What a crowd sees that comes before and goes after something happens."""
    seen, over = Seen(), False
    crowd = asyncio.create_task(
        visit(site.port, SLUGS, requests=10**6, connections=connections, pause=0.03, seen=seen, stop=lambda: over)
    )
    await asyncio.sleep(0.3)
    await asyncio.to_thread(happening)
    await asyncio.sleep(0.3)
    over = True
    await crowd
    return seen


@pytest.mark.timeout(300)
def test_a_crowd_notices_nothing_of_reloads_and_every_click_is_stored(site: Site) -> None:
    def twice() -> None:
        reload(site)
        reload(site)

    seen = asyncio.run(crowd_while(site, twice))
    assert seen.unanswered == 0
    assert list(seen.statuses) == [302]
    found = settled(site)
    assert (found["lost"], found["rows"]) == (0, seen.redirects)
    assert stored_marks(site) == dict.fromkeys(seen.answered, 1)


def test_workers_read_the_settings_anew(site: Site) -> None:
    assert served_by(site) == b"before"
    (site.folder / "settings").write_text("SHORTENER_SERVED_BY=after\nSHORTENER_WORKERS=1\n")
    hang_up(site)
    eventually(lambda: len(site.workers()) == 1)
    assert served_by(site) == b"after"


@pytest.mark.parametrize(
    ("settings", "words"),
    [("SHORTENER_WORKERS=none\n", "Nothing was reloaded"), ("SHORTENER_SECRET_KEY=short\n", "don't start")],
)
def test_settings_that_make_no_sense_leave_the_old_workers_at_work(site: Site, settings: str, words: str) -> None:
    old = site.workers()
    (site.folder / "settings").write_text(settings)
    hang_up(site)
    eventually(lambda: words in site.log())
    assert site.get("/link-1")[0] == 302
    eventually(lambda: site.workers() == old)
    (site.folder / "settings").write_text("")
    reload(site)


def test_it_moves_to_another_port_and_to_a_unix_socket_and_stays_there(site: Site) -> None:
    def listen_on(bind: str) -> None:
        (site.folder / "settings").write_text(f"SHORTENER_BIND={bind}\n")

    del site.environment["SHORTENER_BIND"]
    listen_on(f"[::1]:{site.port}")
    assert site.stop() == 0
    site.start()
    old, site.port = site.port, free_port()
    listen_on(f"[::1]:{site.port}")
    hang_up(site)
    eventually(site.is_healthy)
    eventually(lambda: not accepts(("::1", old)))
    path = str(site.folder / "web")
    listen_on(f"unix:{path}")
    hang_up(site)
    eventually(lambda: accepts(path) and not accepts(("::1", site.port)))
    reload(site)
    assert accepts(path)
    assert site.stop() == 0
    assert not Path(path).exists()


def test_requests_that_came_before_the_end_are_answered_and_counted(site: Site) -> None:
    """Half of the connections have been used before, half have not; each sends when the end has begun."""
    assert site.process is not None
    with connected(site, 20) as visitors:
        for visitor in visitors[10:]:
            assert b" 302 " in ask(visitor, "link-1")
        site.process.send_signal(signal.SIGTERM)
        eventually(lambda: not accepts(("::1", site.port)))
        answers = [ask(visitor, "link-2") for visitor in visitors]
        assert all(b" 302 " in answer and b"connection: close" in answer.lower() for answer in answers)
        assert all(visitor.recv(1) == b"" for visitor in visitors)
    assert site.process.wait(PATIENCE) == 0
    assert settled(site)["rows"] == 30


def test_an_idle_connection_does_not_hold_up_the_end(site: Site) -> None:
    with connected(site, 1) as (idle,):
        began = time.monotonic()
        assert site.stop(signal.SIGTERM) == 0
        assert time.monotonic() - began < GRACE_SECONDS  # what a request in flight may take
        assert idle.recv(1) == b""


def test_a_closed_terminal_ends_the_service_instead(tmp_path: Path) -> None:
    site = Site(tmp_path)
    pid, terminal = os.forkpty()
    if pid == 0:
        os.execve(site.command[0], site.command, site.environment)
    try:
        eventually(site.is_healthy)
        os.close(terminal)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


@contextlib.contextmanager
def connected(site: Site, number: int) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(socket.create_connection(("::1", site.port), timeout=20)) for _ in range(number)]


def accepts(address: tuple[str, int] | str) -> bool:
    """Whether somebody listens on a port or a UNIX socket."""
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET6) as visitor:
        return visitor.connect_ex(address) == 0


def ask(visitor: socket.socket, slug: str) -> bytes:
    """The head of the answer."""
    visitor.sendall(f"GET /{slug} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += visitor.recv(1)
    return head


def served_by(site: Site) -> bytes:
    with connected(site, 1) as (visitor,):
        head = ask(visitor, "link-1")
    return next(line.partition(b": ")[2] for line in head.splitlines() if line.lower().startswith(b"x-served-by"))
