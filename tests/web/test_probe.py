"""A probe waits for no answer longer than it says, and asks no more often than it should."""

import threading
import time
from collections.abc import Iterator

import pytest

from shortener.web.probe import AGAIN_SECONDS, FRESH_SECONDS, MOST_ASKED, PATIENCE_SECONDS, Probe


class Server:
    """Answers with how often it was asked; while it is frozen, nobody gets an answer."""

    def __init__(self) -> None:
        self.asked = 0
        self.runs = threading.Event()
        self.runs.set()
        self.now = 1000.0

    def ask(self) -> int:
        self.asked += 1
        number = self.asked
        assert self.runs.wait(60)
        return number

    def clock(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.runs.set()
    for thread in threading.enumerate():
        if thread.name == "probe":
            thread.join()


def asked_by_now(server: Server, number: int) -> bool:
    deadline = time.monotonic() + 10
    while server.asked < number and time.monotonic() < deadline:
        time.sleep(0.01)
    return server.asked == number


def test_an_answer_serves_all_who_ask_soon_after(server: Server) -> None:
    probe = Probe(server.ask, server.clock)
    assert [probe.answer() for _ in range(3)] == [1, 1, 1]
    server.now += FRESH_SECONDS + 0.1
    assert probe.answer() == 2


def test_a_frozen_server_is_waited_for_once(server: Server) -> None:
    server.runs.clear()
    probe = Probe(server.ask)
    began = time.monotonic()
    assert probe.answer() is None
    assert time.monotonic() - began >= PATIENCE_SECONDS
    began = time.monotonic()
    assert [probe.answer() for _ in range(100)] == [None] * 100
    assert time.monotonic() - began < PATIENCE_SECONDS
    assert server.asked == 1


def test_waits_for_several_do_not_add_up(server: Server) -> None:
    server.runs.clear()
    probes = [Probe(server.ask) for _ in range(4)]
    for probe in probes:
        probe.begin()
    began = time.monotonic()
    assert [probe.answer() for probe in probes] == [None] * 4
    assert time.monotonic() - began < 2 * PATIENCE_SECONDS


def test_while_it_hangs_it_is_asked_anew_now_and_then_but_not_for_ever(server: Server) -> None:
    server.runs.clear()
    probe = Probe(server.ask, server.clock)
    for number in range(1, MOST_ASKED + 1):
        probe.begin()
        probe.begin()
        assert asked_by_now(server, number)
        server.now += AGAIN_SECONDS + 0.1
    probe.begin()
    assert asked_by_now(server, MOST_ASKED)


def test_after_a_thaw_it_answers_again(server: Server) -> None:
    server.runs.clear()
    probe = Probe(server.ask)
    assert probe.answer() is None
    server.runs.set()
    deadline = time.monotonic() + 10
    while probe.answer() is None:
        assert time.monotonic() < deadline
    assert server.asked <= 2


def test_where_looking_fails_there_is_no_answer_and_nobody_waits(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> int:
        raise ValueError(server.ask())

    probe = Probe(fail, server.clock)
    began = time.monotonic()
    assert [probe.answer(), probe.answer()] == [None, None]
    assert time.monotonic() - began < PATIENCE_SECONDS
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    server.now += FRESH_SECONDS + 0.1
    assert probe.answer() is None
    assert server.asked == 2
