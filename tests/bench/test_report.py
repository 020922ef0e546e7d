"""What a run found is shown as tables and written as JSON, whole."""

import json

from bench import report
from bench.rows import FULL, HTACCESS, Load
from bench.run import Clicks
from bench.verdicts import Verdict
from bench.whole import Machine, Result
from tests.bench.making import pace, row, stored

RESULT = Result(
    plan="quick",
    machine=Machine(cores=2, kernel="6.1", python="3.11.7", load=0.1, fsync=0.0005),
    rows=[row(FULL, Load(128), 0.25), row(HTACCESS, Load(128, collector=False), 0.04)],
    clicks=[Clicks(service="app full", answered=1000, received=1010, stored=900, waiting=110, lost=0)],
    paces=[pace("nginx", 0.5), pace("app full", 2.0, exporting=True)],
    stored=[stored("sqlite", 47_000)],
    verdicts=[Verdict("full over nginx", 0.25, 0.22)],
)


def lines_with(part: str) -> list[str]:
    return [line for line in report.as_text(RESULT).splitlines() if part in line]


def test_a_row_shows_rate_ratio_times_and_what_ran() -> None:
    (line,) = lines_with("0.250")
    assert line.split() == (
        "app full 2 10,000 hot 128 25,000 0.250 1.25 4.50 9.00 2.0 10 20 60 nice 10".split()  # noqa: SIM905
    )


def test_columns_stand_below_their_names() -> None:
    head, *rows = lines_with("p99/nginx") + lines_with("hot")
    assert {len(line) for line in rows} == {len(head)}


def test_paces_clicks_and_verdicts_are_shown() -> None:
    assert [line.split()[-1] for line in lines_with("an export")] == ["4.00"]
    assert lines_with("1,010") == ["app full     1,000     1,010     900      110     0"]
    assert lines_with("47,000") == ["sqlite              400,000  47,000          21.5          160"]
    assert lines_with("full over nginx") == ["met     full over nginx: 0.25, at least 0.22 is wanted"]
    assert lines_with("one fsync: 0.50 ms")


def test_the_json_holds_every_figure() -> None:
    found = json.loads(report.as_json(RESULT))
    assert found["rows"][0]["service"]["server"] == "app"
    assert found["rows"][0]["load"] == {"connections": 128, "spread": "hot", "collector": True, "browser": False}
    assert found["rows"][0]["cpu"] == {"web": 10.0, "collector": 20.0}
    assert found["paces"][1]["exporting"] is True
    assert found["clicks"][0]["lost"] == 0
    assert found["machine"]["fsync"] == 0.0005
