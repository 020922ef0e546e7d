"""The collector's rate is measured with real journals and databases, and held against what one worker makes."""

import pytest

from bench.collector import BARS, ONE_WORKER, measure, verdicts
from bench.rows import ALONE, FULL, Load
from tests.bench.making import row, stored

ROWS = 3000


@pytest.mark.parametrize("kind", sorted(BARS))
def test_all_that_waits_is_stored_and_timed(kind: str) -> None:
    found = measure(kind, ROWS, bare=True)
    assert "visitor" not in found.steps
    found = measure(kind, ROWS)
    assert found.steps["visitor"] > 0
    assert (found.store, found.rows) == (kind, ROWS)
    assert found.rows_per_second == pytest.approx(ROWS / found.seconds)
    assert found.steps["rows"] > 0
    assert found.peak >= found.before > 0


def test_each_store_has_its_bar() -> None:
    made = row(ONE_WORKER, ALONE, 0.4)
    judged = verdicts([stored("sqlite", 40_000, bare=True), stored("postgresql", 27_000, bare=True)], [made])
    assert [(one.figure, one.is_met) for one in judged] == [(1.0, True), (0.675, False)]


def test_steps_are_held_against_a_collector_without_them() -> None:
    both = [stored("sqlite", 40_000, bare=True), stored("sqlite", 23_000), stored("postgresql", 30_000)]
    assert [(one.figure, one.is_met) for one in verdicts(both, [])] == [(0.575, False)]


def test_without_the_rate_of_one_worker_that_is_alone_nothing_is_said() -> None:
    others = [row(FULL, ALONE), row(ONE_WORKER, Load(128))]
    assert verdicts([stored("sqlite", 40_000, bare=True)], others) == []


@pytest.mark.parametrize(("peak", "is_met"), [(190, True), (195, False)])
def test_many_that_wait_may_take_a_fifth_more_memory_than_few(peak: float, is_met: bool) -> None:
    few, many = stored("sqlite", 40_000), stored("sqlite", 30_000, rows=5_000_000, peak=peak)
    (judged,) = verdicts([many, few], [])
    assert (judged.figure, judged.is_met) == (peak / 160, is_met)


def test_what_many_take_is_held_against_a_collector_without_steps_for_as_many() -> None:
    found = [stored("sqlite", 40_000, bare=True, rows=5_000_000), stored("sqlite", 30_000, rows=5_000_000)]
    assert [one.figure for one in verdicts([*found, stored("sqlite", 10_000)], [])] == [0.75, 1.0]
