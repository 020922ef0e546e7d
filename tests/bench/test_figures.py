"""The arithmetic of the bench."""

import pytest

from bench.figures import per_request, percentile, ratio
from bench.paced import LOST, milliseconds, with_lost


def test_a_ratio_compares_each_value_with_what_was_measured_beside_it() -> None:
    slow_minute = 10.0
    assert ratio([30, 30, 30 / slow_minute], [100, 100, 100 / slow_minute]) == pytest.approx(0.3)


def test_one_bad_round_does_not_move_a_ratio() -> None:
    assert ratio([50, 1, 50], [100, 100, 100]) == 0.5


def test_rounds_without_a_reference_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio([1, 2], [1])


@pytest.mark.parametrize(("share", "found"), [(0.5, 10), (0.9, 10), (0.91, 500), (0.99, 500), (1.0, 900)])
def test_a_percentile_is_the_smallest_time_that_so_many_stay_within(share: float, found: int) -> None:
    assert percentile({500: 9, 10: 90, 900: 1}, share) == found


def test_nothing_counted_has_no_percentile() -> None:
    assert percentile({}, 0.99) == 0


def test_cpu_time_is_per_request_in_microseconds() -> None:
    assert per_request(0.5, 10_000) == pytest.approx(50)
    assert per_request(0.5, 0) == 0


def test_requests_that_were_due_and_never_answered_are_the_slowest_of_all() -> None:
    counts = with_lost({100: 900}, due=1002)
    assert counts == {100: 900, LOST: 100}
    assert milliseconds(counts) == [0.1, LOST / 1000, LOST / 1000]


def test_the_last_moment_of_each_thread_may_fall_beside_the_time_that_counts() -> None:
    assert with_lost({100: 998}, due=1000) == {100: 998}
    assert with_lost({100: 1001}, due=1000) == {100: 1001}
