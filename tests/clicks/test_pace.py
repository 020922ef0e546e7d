"""A backlog is taken in larger and larger batches, up to a bound of rows, of bytes and of time."""

import gc

import pytest

from shortener.clicks.pace import LARGEST, LONGEST_IDLE, MOST_BYTES, MOST_SECONDS, Pace, idle_seconds, without_gc


def test_it_begins_with_what_it_is_told() -> None:
    assert Pace(100).rows == 100


def test_full_batches_make_it_larger_up_to_a_bound() -> None:
    pace = Pace(100)
    for _ in range(10):
        pace.took(pace.rows, 300 * pace.rows, 0.1)
    assert pace.rows == 100 * LARGEST


def test_once_caught_up_it_is_as_at_first() -> None:
    pace = Pace(100)
    pace.took(100, 300 * 100, 0.1)
    assert pace.rows == 200
    pace.took(199, 300 * 199, 0.1)
    assert pace.rows == 100


def test_long_visits_make_it_smaller_again_but_never_below_the_least() -> None:
    pace = Pace(100)
    for _ in range(3):
        pace.took(pace.rows, 300 * pace.rows, 0.1)
    heavy = MOST_BYTES // 100 + 1
    for _ in range(5):
        pace.took(pace.rows, heavy * pace.rows, 0.1)
    assert pace.rows == 100


def test_a_slow_database_makes_them_smaller_again_but_never_below_the_least() -> None:
    pace = Pace(100)
    for _ in range(3):
        pace.took(pace.rows, 300 * pace.rows, MOST_SECONDS / 2)
    assert pace.rows == 800
    pace.took(800, 300 * 800, MOST_SECONDS)
    assert pace.rows == 800
    for _ in range(5):
        pace.took(pace.rows, 300 * pace.rows, MOST_SECONDS * 1.1)
    assert pace.rows == 100


def test_more_may_wait_where_it_was_all_that_is_taken_at_once() -> None:
    pace = Pace(100)
    assert pace.took(100, 300, 0.1)
    assert not pace.took(199, MOST_BYTES - 1, 0.1)
    assert pace.took(3, MOST_BYTES, 0.1)


def test_between_the_bounds_it_stays() -> None:
    pace = Pace(100)
    pace.took(100, MOST_BYTES - 1, 0.1)
    assert pace.rows == 100


@pytest.mark.parametrize(
    ("a_second", "worst"),
    [pytest.param(500, 0.25, id="few"), pytest.param(3000, LONGEST_IDLE, id="many"), pytest.param(0, 0.25, id="none")],
)
def test_few_clicks_are_stored_at_once_and_many_together(a_second: int, worst: float) -> None:
    seconds = 0.25
    for _ in range(20):
        seconds = idle_seconds(int(a_second * seconds), 0.25)
    assert seconds == worst


def fail() -> None:
    assert not gc.isenabled()
    raise ValueError("meanwhile")


def test_cycles_are_looked_for_again_whatever_happens_meanwhile() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="meanwhile"), without_gc():
        fail()
    assert gc.isenabled()


def test_where_nobody_looks_for_cycles_it_stays_so() -> None:
    gc.disable()
    try:
        with without_gc():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
