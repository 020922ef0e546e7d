"""Both plans measure what the bars ask for, and each service's clicks can be counted."""

import pytest

from bench import rows
from bench.half import FSYNC
from bench.rows import UNKNOWN, Plan
from bench.verdicts import verdicts
from tests.bench.making import pace, row

PACES = [pace(name, 1.0, exporting=exporting) for name in ("nginx", "app full", FSYNC) for exporting in (False, True)]


def judged(plan: Plan) -> set[str]:
    made = [row(service, load) for service, loads in plan for load in loads]
    return {verdict.what for verdict in verdicts(made, PACES)}


def test_the_full_plan_has_a_verdict_on_every_bar() -> None:
    assert len(judged(rows.full())) == 12


def test_the_quick_plan_leaves_out_only_what_a_million_links_take() -> None:
    left_out = judged(rows.full()) - judged(rows.quick())
    assert len(left_out) == 3
    assert all("1,000,000" in what for what in left_out)


@pytest.mark.parametrize("plan", [rows.quick(), rows.full()], ids=["quick", "full"])
def test_unknown_slugs_come_last(plan: Plan) -> None:
    for service, loads in plan:
        assert all(load.spread != UNKNOWN for load in loads[:-1]), service.name


@pytest.mark.parametrize("plan", [rows.quick(), rows.full()], ids=["quick", "full"])
def test_nothing_is_measured_twice(plan: Plan) -> None:
    every = [(service, load) for service, loads in plan for load in loads]
    assert len(set(every)) == len(every)
