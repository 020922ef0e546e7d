"""What may pass is tried again, ever later, and never before the other side asked for."""

import time

import pytest

from shortener.acme.errors import Refused, Unavailable
from shortener.acme.retry import LONGEST_PAUSE, persistently


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have slept; its clock runs on by that."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(time, "monotonic", lambda: sum(slept))
    return slept


def tries(after: float | None, deadline: float) -> int:
    count = 0

    def ask() -> None:
        nonlocal count
        count += 1
        raise Unavailable("It is not ready.", after)

    with pytest.raises(Unavailable, match=r"Tried \d+ times; try again later"):
        persistently(ask, deadline)
    return count


@pytest.mark.parametrize("after", [None, 0.0])
def test_pauses_grow_also_where_the_other_side_asks_for_none(pauses: list[float], after: float | None) -> None:
    assert tries(after, 300.0) < 40
    assert 0.5 <= pauses[0] <= 1.0
    assert LONGEST_PAUSE / 2 <= pauses[-1] <= LONGEST_PAUSE


def test_nobody_comes_before_the_time_asked_for_and_not_all_at_once(pauses: list[float]) -> None:
    tries(30.0, 300.0)
    assert min(pauses) > 30.0
    assert len(set(pauses)) == len(pauses)


def test_a_refusal_is_not_tried_again(pauses: list[float]) -> None:
    def ask() -> None:
        raise Refused("No.")

    with pytest.raises(Refused):
        persistently(ask, 300.0)
    assert pauses == []
