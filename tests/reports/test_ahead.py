"""Reading on while somebody writes."""

import threading
from collections.abc import Callable
from functools import partial

import pytest

from shortener.reports.export.ahead import ahead


@pytest.mark.parametrize("threads", [1, 2])
def test_everything_comes_in_its_order(threads: int) -> None:
    assert list(ahead((partial(int, number) for number in range(100)), threads)) == list(range(100))
    assert list(ahead(iter(list[Callable[[], int]]()), threads)) == []


@pytest.mark.parametrize("threads", [1, 2])
def test_as_many_as_there_are_threads_are_made_while_the_caller_is_busy_but_none_after_them(threads: int) -> None:
    made: list[int] = []
    far = threading.Event()

    def make(number: int) -> int:
        made.append(number)
        if number == threads:
            far.set()
        return number

    coming = ahead((partial(make, number) for number in range(9)), threads)
    assert next(coming) == 0
    assert far.wait(5)
    coming.close()
    assert sorted(made) == list(range(threads + 1))


def test_an_error_comes_after_what_was_made_before_it() -> None:
    def one() -> int:
        return 1

    def fail() -> int:
        raise OSError("gone")

    coming = ahead(iter([one, fail]), 2)
    assert next(coming) == 1
    with pytest.raises(OSError, match="gone"):
        next(coming)
