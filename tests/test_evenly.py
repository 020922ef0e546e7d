"""Connections that come at once are spread over web workers, whichever of them was busy or frozen or is new."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from shortener.evenly import MOST_AHEAD, MOST_WORKERS, PAUSE_SECONDS, Door, free_place
from tests.live import Site, eventually, running

REQUEST = b"GET /nothing-here HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def doors() -> Iterator[tuple[Door, Door]]:
    both = Door(0), Door(1)
    yield both
    for door in both:
        door.close()


def pause(door: Door, connections: int) -> float:
    """The shortest of several: a test's machine has other things to do."""
    taken = []
    for _ in range(20):
        began = time.perf_counter()
        door.came(connections)
        taken.append(time.perf_counter() - began)
    return min(taken)


def test_who_has_more_waits_for_longer_the_more_it_has_and_who_has_fewer_does_not(doors: tuple[Door, Door]) -> None:
    one, other = doors
    other.came(5)
    assert pause(one, 6) < PAUSE_SECONDS
    assert PAUSE_SECONDS <= pause(one, 7) < 3 * PAUSE_SECONDS
    assert pause(one, 9) >= 3 * PAUSE_SECONDS
    assert MOST_AHEAD * PAUSE_SECONDS <= pause(one, 500) < 2 * MOST_AHEAD * PAUSE_SECONDS
    assert pause(other, 5) < PAUSE_SECONDS


def test_among_many_a_few_more_are_chance(doors: tuple[Door, Door]) -> None:
    one, other = doors
    other.came(80)
    assert pause(one, 91) < PAUSE_SECONDS
    assert pause(one, 92) >= PAUSE_SECONDS


def test_who_lost_connections_is_next(doors: tuple[Door, Door]) -> None:
    one, other = doors
    other.came(5)
    assert pause(one, 5) < PAUSE_SECONDS
    other.went(2)
    assert pause(one, 5) >= PAUSE_SECONDS


def test_nobody_waits_for_one_that_accepts_none_nor_a_worker_that_has_no_place(doors: tuple[Door, Door]) -> None:
    one, other = doors
    other.came(1)
    other.close()
    assert pause(one, 50) < PAUSE_SECONDS
    assert pause(other, 50) < PAUSE_SECONDS
    assert pause(Door(), 50) < PAUSE_SECONDS


def test_a_new_worker_has_the_place_of_one_that_is_gone_and_there_is_an_end_of_places() -> None:
    assert free_place([]) == 0
    assert free_place([0, 2, None]) == 1
    assert free_place(range(MOST_WORKERS)) is None


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("evenly"), WORKERS="2") as site:
        yield site


@contextlib.contextmanager
def visitors(site: Site, count: int) -> Iterator[list[socket.socket]]:
    """All come at once and stay; each has had one answer."""
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket(socket.AF_INET6)) for _ in range(count)]
        for visitor in found:
            visitor.settimeout(10)
            visitor.connect(("::1", site.port))
        for visitor in found:
            visitor.sendall(REQUEST)
        for visitor in found:
            assert visitor.recv(1 << 16).startswith(b"HTTP/1.1 404")
        yield found


def served_by(site: Site, visitors: Sequence[socket.socket]) -> dict[int, int]:
    """How many of them each worker has, by its process id."""
    ports = {visitor.getsockname()[1] for visitor in visitors}
    inodes = set()
    for line in Path("/proc/net/tcp6").read_text(encoding="ascii").splitlines()[1:]:
        _, local, remote, *rest = line.split()
        if int(local[-4:], 16) == site.port and int(remote[-4:], 16) in ports:
            inodes.add(f"socket:[{rest[6]}]")
    return {worker: len(inodes & set(open_files(worker))) for worker in site.workers()}


def open_files(pid: int) -> Iterator[str]:
    for fd in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):
            yield os.readlink(f"/proc/{pid}/fd/{fd}")


def test_who_has_many_lets_the_other_accept_those_that_come_next(site: Site) -> None:
    stopped, other = site.workers()
    os.kill(stopped, signal.SIGSTOP)
    try:
        with visitors(site, 20) as early:
            assert served_by(site, early) == {stopped: 0, other: 20}
            os.kill(stopped, signal.SIGCONT)
            with visitors(site, 30) as late:
                assert served_by(site, late)[stopped] > 20
    finally:
        os.kill(stopped, signal.SIGCONT)


def test_one_that_came_for_one_that_was_killed_is_counted_too(site: Site) -> None:
    killed, _ = site.workers()
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: len(site.workers()) == 2 and killed not in site.workers())
    eventually(lambda: are_spread(site))


def are_spread(site: Site) -> bool:
    """A new worker needs a while until it serves."""
    with visitors(site, 60) as all_of_them:
        counts = served_by(site, all_of_them)
    assert sum(counts.values()) == 60
    return min(counts.values()) >= 25
