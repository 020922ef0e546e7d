"""Reading on while somebody writes."""

import threading
from collections.abc import Iterator

import pytest

from shortener.reports.export.ahead import ahead


def test_everything_comes_in_its_order() -> None:
    assert list(ahead(iter(range(100)))) == list(range(100))
    assert list(ahead(iter([]))) == []


def test_the_next_one_is_made_while_the_caller_is_busy_but_none_after_it() -> None:
    made: list[int] = []
    second = threading.Event()

    def numbers() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            if number == 1:
                second.set()
            yield number

    coming = ahead(numbers())
    assert next(coming) == 0
    assert second.wait(5)
    assert made == [0, 1]
    coming.close()
    assert made == [0, 1]


def test_an_error_comes_after_what_was_made_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    coming = ahead(broken())
    assert next(coming) == 1
    with pytest.raises(OSError, match="gone"):
        next(coming)
