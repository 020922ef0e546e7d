"""Only so many misses are written; a scanner can't buy a write with every guess."""

from shortener.redirect.budget import MissBudget


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_written_and_then_only_what_time_refills() -> None:
    clock = Clock()
    budget = MissBudget(per_second=10, burst=5, clock=clock)
    assert [budget.take() for _ in range(7)] == [True] * 5 + [False] * 2
    clock.now = 0.1
    assert [budget.take() for _ in range(2)] == [True, False]


def test_a_quiet_hour_saves_no_more_than_one_burst() -> None:
    clock = Clock()
    budget = MissBudget(per_second=10, burst=5, clock=clock)
    clock.now = 3600
    assert sum(budget.take() for _ in range(100)) == 5
