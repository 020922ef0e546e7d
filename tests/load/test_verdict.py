"""A day's verdict: silence where all went well, and a sentence for each way in which it didn't."""

from collections import Counter
from typing import Any

import msgspec
import pytest

from tests.load.making import ANSWERED, GET, HEAD, KINDS, RESULT, audits
from tests.load.report import Report, as_text
from tests.load.result import Result, Wrong
from tests.load.verdict import SHOWN, problems


def verdict(
    result: Result = RESULT,
    stored: Counter[Any] = ANSWERED,
    said: dict[str, dict[str, Any]] | None = None,
    log: list[str] | None = None,
) -> list[str]:
    return problems(result, stored, said or audits(rows=stored.total()), log or [])


def test_a_day_without_a_wrong_answer_gets_no_sentence() -> None:
    assert (
        verdict(log=["Serving http://localhost/", '{"level": "warning", "message": "An \\"error\\" elsewhere"}']) == []
    )


def test_a_wrong_answer_is_told_with_how_often() -> None:
    wrong = [Wrong("redirect", "/pico was answered 404", 3)]
    assert verdict(msgspec.structs.replace(RESULT, wrong=wrong)) == ["3 × redirect: /pico was answered 404."]


def test_of_many_wrong_answers_the_most_frequent_are_shown_and_the_others_counted() -> None:
    wrong = [Wrong("redirect", f"/{number} was answered 404", number) for number in range(1, SHOWN + 6)]
    said = verdict(msgspec.structs.replace(RESULT, wrong=wrong))
    assert len(said) == SHOWN + 1
    assert said[0] == f"{SHOWN + 5} × redirect: /{SHOWN + 5} was answered 404."
    assert said[-1] == "And 5 more like these."


@pytest.mark.parametrize("missing", range(len(KINDS)))
def test_a_day_on_which_somebody_stayed_away_is_none(missing: int) -> None:
    kinds = [kind for kind in KINDS if kind is not KINDS[missing]]
    said = verdict(msgspec.structs.replace(RESULT, kinds=kinds))
    assert said == [f"This was no day, for nothing came of this kind: {KINDS[missing].name}."]


def test_a_lost_click_is_told() -> None:
    said = verdict(stored=ANSWERED - Counter([HEAD]), said=audits(rows=4))
    assert said[0] == "1 × a click is lost, such as HEAD /pico to https://pico.example/ at node one."


def test_a_click_that_is_stored_twice_is_told() -> None:
    said = verdict(stored=ANSWERED + Counter([GET]), said=audits(rows=4))
    assert said[0] == (
        "1 × a click is stored that no visitor knows of, such as GET /pico to https://pico.example/ at node one."
    )


@pytest.mark.parametrize("other", [{"node": "two"}, {"target": "https://evil.example/"}, {"slug": "pi"}])
def test_two_mistakes_that_add_up_are_two(other: dict[str, str]) -> None:
    said = verdict(stored=ANSWERED - Counter([GET]) + Counter([GET._replace(**other)]))
    assert [sentence.split(",")[0] for sentence in said] == [
        "1 × a click is lost",
        "1 × a click is stored that no visitor knows of",
    ]


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        ({"problems": ["A file is damaged."]}, "The audit of node two: A file is damaged."),
        ({"waiting": 7}, "The audit of node two: 7 clicks are waiting."),
        ({"lost": 2}, "The audit of node two: 2 clicks are lost."),
        ({"set_aside": 1}, "The audit of node two: 1 clicks are set aside."),
        ({"rows": 9}, "The audit of node two counts 9 clicks, but 4 are exported."),
    ],
)
def test_an_audit_that_does_not_add_up_is_told(spoilt: dict[str, Any], sentence: str) -> None:
    assert verdict(said=audits(**spoilt)) == [sentence]


@pytest.mark.parametrize(
    "line",
    [
        '{"time": "2026-01-01T00:00:00Z", "level": "error", "message": "Oh"}',
        '{"time": "2026-01-01T00:00:00Z", "level": "critical", "message": "Oh"}',
        "Traceback (most recent call last):",
        "Fatal Python error: Segmentation fault",
    ],
)
def test_an_error_in_a_log_is_told(line: str) -> None:
    assert verdict(log=["Serving http://localhost/", line]) == [f"A node logged: {line}"]


def test_the_report_shows_each_kind_and_says_that_all_is_right() -> None:
    said = as_text(Report(2, 8, KINDS, 2, 0.25, redirects=4, clicks=4, problems=[]))
    assert all(any(line.startswith(f"{kind.name} ") for line in said.splitlines()) for kind in KINDS)
    assert said.splitlines()[-4:] == [
        "20 requests in 2 s, 10/s.",
        "2 changes of links; the latest old answer came 0.25 s after one.",
        "4 redirects were answered; 4 clicks are stored.",
        "All is right.",
    ]


def test_the_report_of_a_bad_day_says_nothing_good() -> None:
    assert "All is right" not in as_text(Report(2, 8, KINDS, 2, 0.25, redirects=4, clicks=3, problems=["Oh."]))
