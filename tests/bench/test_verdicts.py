"""Which bars are met follows from ratios within one run, and what was not measured has no verdict."""

from dataclasses import replace

import pytest

from bench.half import FSYNC, Pace
from bench.rows import FLASK, FULL, HTACCESS, MANY, NORMAL, UNIFORM, Load
from bench.run import Row
from bench.verdicts import Verdict, verdicts
from tests.bench.making import pace, row

CROWD = Load(128)


def verdict(part: str, rows: list[Row], paces: list[Pace] | None = None) -> Verdict:
    """The one whose sentence has this part."""
    (found,) = [one for one in verdicts(rows, paces or []) if part in one.what]
    return found


@pytest.mark.parametrize(
    ("part", "service", "load", "bar"),
    [
        ("normal, 128", NORMAL, CROWD, 0.33),
        ("full, 128", FULL, CROWD, 0.22),
        ("full, 32", FULL, Load(32), 0.11),
        ("HTTPS", replace(FULL, tls=True), CROWD, 0.7),
    ],
)
def test_each_ratio_to_nginx_has_its_bar(part: str, service: object, load: Load, bar: float) -> None:
    made = [row(service, load, ratio) for ratio in (bar - 0.01, bar)]  # type: ignore[arg-type] # objects of the table
    assert [verdict(part, [one]).is_met for one in made] == [False, True]


def test_others_are_compared_by_way_of_nginx_beside_each() -> None:
    rows = [row(FULL, CROWD, 0.24), row(FLASK, CROWD, 0.03), row(HTACCESS, Load(128, collector=False), 0.08)]
    assert verdict("Flask", rows).figure == pytest.approx(8)
    assert verdict("Flask", rows).is_met
    assert verdict("full over .htaccess", rows).figure == pytest.approx(3)
    assert not verdict("full over .htaccess", rows).is_met


def test_a_row_without_the_collector_meets_no_bar() -> None:
    assert verdicts([row(FULL, Load(128, collector=False), 0.9)], []) == []


def test_a_million_links_may_cost_a_fifth_more() -> None:
    few, many = row(FULL, CROWD, cpu=10), replace(FULL, links=MANY)
    assert verdict("CPU", [few, row(many, CROWD, cpu=12)]).is_met
    assert not verdict("CPU", [few, row(many, CROWD, cpu=12.1)]).is_met


def test_the_largest_worker_decides_about_memory() -> None:
    loads = Load(128, UNIFORM), Load(32, UNIFORM)
    rows = [row(FULL, load, memory=memory) for load, memory in zip(loads, (100, 301), strict=True)]
    assert verdict("MB", rows).figure == 301
    assert not verdict("MB", rows).is_met


@pytest.mark.parametrize("exporting", [False, True])
def test_waiting_may_be_four_times_nginx_and_one_fsyncs(exporting: bool) -> None:
    def judged(p99: float) -> Verdict:
        times = {"nginx": 0.5, FULL.name: p99, FSYNC: 1.0}
        return verdict("p99", [], [pace(name, time, exporting=exporting) for name, time in times.items()])

    assert judged(3.0).bar == pytest.approx(4 * 0.5 + 1)
    assert judged(3.0).is_met
    assert not judged(3.1).is_met
    assert ("export" in judged(3.0).what) == exporting


def test_a_verdict_is_one_line_with_figure_and_bar() -> None:
    assert str(Verdict("full over nginx", 0.25, 0.22)) == "met     full over nginx: 0.25, at least 0.22 is wanted"
    assert str(Verdict("ms of p99", 5.5, 5, most=True)) == "MISSED  ms of p99: 5.5, at most 5 is wanted"
