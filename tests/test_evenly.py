"""Connections that come at once are spread over web workers, whichever of them was busy or frozen or is new."""

import contextlib
import mmap
import os
import signal
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from shortener.evenly import ABSENT, MOST_PLACES, MOST_STEPS, MOST_VAIN, REST_SECONDS, STEP_SECONDS, Door, Place, Places
from tests.live import Site, children, eventually, is_web_server, running

REQUEST = b"GET /nothing-here HTTP/1.1\r\nHost: localhost\r\n\r\n"
FULL = MOST_STEPS * STEP_SECONDS


@pytest.fixture
def two() -> tuple[Place, Place]:
    places = Places()
    one = places.free([])
    other = places.free([one])
    assert one
    assert other
    return one, other


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
        yield listener


@contextlib.contextmanager
def somebody_waits(listener: socket.socket) -> Iterator[None]:
    with socket.create_connection(listener.getsockname()[:2]):
        yield


def pause(place: Place, listener: socket.socket, connections: int) -> float:
    """Of a worker that accepts one more; the shortest of several, as a test's machine has other things to do."""
    taken = []
    for _ in range(10):
        door = Door(place, [listener])
        began = time.perf_counter()
        door.came(connections)
        taken.append(time.perf_counter() - began)
    return min(taken)


def test_who_has_more_than_chance_gives_waits_while_more_come(
    two: tuple[Place, Place], listener: socket.socket
) -> None:
    one, other = two
    other.say(60)
    with somebody_waits(listener):
        assert pause(one, listener, 71) >= FULL
        assert pause(one, listener, 70) < STEP_SECONDS
        assert pause(other, listener, 2) < STEP_SECONDS


def test_nobody_waits_when_no_more_come(two: tuple[Place, Place], listener: socket.socket) -> None:
    one, other = two
    other.say(1)
    assert pause(one, listener, 500) < STEP_SECONDS


def test_it_ends_when_another_took_them_or_has_as_many(two: tuple[Place, Place], listener: socket.socket) -> None:
    one, other = two
    other.say(1)
    with somebody_waits(listener):
        assert pause(one, listener, 5) >= FULL
        other.say(5)
        assert pause(one, listener, 5) < STEP_SECONDS
        other.say(1)
        with listener.accept()[0]:
            assert pause(one, listener, 5) < STEP_SECONDS


def test_who_waited_in_vain_does_not_for_a_while(two: tuple[Place, Place], listener: socket.socket) -> None:
    """Another may be frozen: then this one has to serve all alone."""
    one, other = two
    other.say(0)
    door = Door(one, [listener])
    with somebody_waits(listener):
        for _ in range(2):
            began = time.perf_counter()
            for _ in range(MOST_VAIN):
                door.came(5)
            assert time.perf_counter() - began >= MOST_VAIN * FULL
            began = time.perf_counter()
            for _ in range(100):
                door.came(5)
            assert time.perf_counter() - began < 100 * FULL
            time.sleep(REST_SECONDS)


def test_nobody_waits_for_one_that_is_gone_nor_without_a_place(
    two: tuple[Place, Place], listener: socket.socket
) -> None:
    one, other = two
    Door(other, [listener]).close()
    with somebody_waits(listener):
        assert pause(one, listener, 50) < STEP_SECONDS
        began = time.perf_counter()
        for _ in range(100):
            Door(None, [listener]).came(50)
        assert time.perf_counter() - began < 100 * FULL


def test_a_new_worker_has_the_place_of_one_that_is_gone_and_there_is_an_end_of_places() -> None:
    places = Places()
    taken: list[Place | None] = []
    for _ in range(MOST_PLACES):
        taken.append(places.free(taken))
    assert sorted(place.number for place in taken if place) == list(range(MOST_PLACES))
    assert places.free(taken) is None
    gone = taken.pop(5)
    found = places.free([*taken, None])
    assert found
    assert gone
    assert found.number == gone.number == 5


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("evenly"), WORKERS="2") as site:
        yield site


@contextlib.contextmanager
def visitors(site: Site, count: int) -> Iterator[list[socket.socket]]:
    """All come at once and stay; each has had one answer."""
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(connected(site)) for _ in range(count)]
        for visitor in found:
            visitor.sendall(REQUEST)
        for visitor in found:
            assert visitor.recv(1 << 16).startswith(b"HTTP/1.1 404")
        yield found


def connected(site: Site) -> socket.socket:
    return socket.create_connection(("::1", site.port), timeout=10)


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


def said(site: Site) -> list[int]:
    """What the workers' shared memory says: how many connections each has that accepts any."""
    with contextlib.suppress(OSError, IndexError):  # that worker is gone by now
        worker = site.workers()[0]
        for line in Path(f"/proc/{worker}/maps").read_text(encoding="utf-8").splitlines():
            first, last = (int(end, 16) for end in line.split()[0].split("-"))
            if line.split()[1] == "rw-s" and "/dev/zero" in line and last - first == mmap.PAGESIZE:
                with open(f"/proc/{worker}/mem", "rb", buffering=0) as memory:
                    memory.seek(first)
                    counts = struct.unpack(f"{MOST_PLACES}q", memory.read(8 * MOST_PLACES))
                return [count for count in counts if count != ABSENT]
    return []


def test_each_worker_says_how_many_connections_it_has(site: Site) -> None:
    eventually(lambda: said(site) == [0, 0])
    with visitors(site, 20) as some:
        assert sorted(said(site)) == sorted(served_by(site, some).values())
        with visitors(site, 20) as more:
            assert sorted(said(site)) == sorted(served_by(site, [*some, *more]).values())
    eventually(lambda: said(site) == [0, 0])


def test_one_that_was_killed_or_ends_counts_no_more_and_one_that_comes_does(site: Site) -> None:
    assert site.process is not None
    (master,) = [pid for pid in children(site.process.pid) if is_web_server(pid)]
    killed, kept = site.workers()
    with visitors(site, 20):
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: killed not in site.workers() and len(said(site)) == 2 and 0 in said(site))
    for number, workers in ((signal.SIGTTOU, 1), (signal.SIGTTIN, 2)):
        os.kill(master, number)
        eventually(partial(are_there, site, workers))
    site.process.send_signal(signal.SIGHUP)
    eventually(lambda: kept not in site.workers() and are_there(site, 2))


def are_there(site: Site, workers: int) -> bool:
    return len(site.workers()) == workers and said(site) == [0] * workers


def test_of_many_that_come_at_once_who_has_fewer_accepts_most(site: Site) -> None:
    """Of several times, since on a busy machine it may not be woken in time."""
    assert max(taken_by_who_has_fewer(site, of=60) for _ in range(5)) > 45


def taken_by_who_has_fewer(site: Site, *, of: int) -> int:
    eventually(partial(are_there, site, 2))
    one, other = site.workers()
    with contextlib.ExitStack() as stack:
        with stopped(one):
            stack.enter_context(visitors(site, 80))
        time.sleep(2 * REST_SECONDS)  # it waited in vain, and doesn't for a while
        with stopped(one), stopped(other):
            late = [stack.enter_context(connected(site)) for _ in range(of)]
        eventually(lambda: sum(served_by(site, late).values()) == of)
        return served_by(site, late)[one]


@contextlib.contextmanager
def stopped(worker: int) -> Iterator[None]:
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)
