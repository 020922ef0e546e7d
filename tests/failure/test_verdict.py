"""The judge of the failure tests finds what they are for: lost, doubled, wrong, late and missing answers."""

from collections import Counter
from dataclasses import replace

from tests.crowd import UNANSWERED, Visit
from tests.failure.blows import DATABASE, REDIS, WORKERS, Struck
from tests.failure.told import Told
from tests.failure.verdict import problems
from tests.failure.witness import AWAY, Witness

GOOD = Visit(1, "a", 10.0, 10.1, 302, "https://example.org/a", known_at=None)
AWAY_NOW = Visit(1, "a", 10.0, 12.1, AWAY, "", known_at=None)
NO_ANSWER = replace(GOOD, status=UNANSWERED)
OUTAGE = Struck("kill database", DATABASE, 9.0, 13.0)


def said(*visits: Visit, struck: Struck | None = None, stored: tuple[int, ...] = (1,)) -> list[str]:
    witness = Witness()
    for visit in visits:
        witness.note(visit)
    return problems(witness, [struck] if struck else [], Counter(stored))


def test_right_answers_are_nothing_to_complain_of() -> None:
    assert said(GOOD) == []


def test_a_click_that_is_not_stored_is_lost() -> None:
    assert said(GOOD, stored=()) == ["1 clicks are lost, such as 1."]


def test_a_click_that_is_stored_twice_is_found_even_if_another_is_lost() -> None:
    assert said(GOOD, replace(GOOD, mark=2), stored=(1, 1)) == [
        "1 clicks are lost, such as 2.",
        "1 clicks are stored more than once, such as 1.",
    ]


def test_a_click_of_a_visitor_who_saw_an_error_is_one_too_many() -> None:
    assert said(AWAY_NOW, struck=OUTAGE) == ["1 clicks are stored of visitors who were not redirected, such as 1."]


def test_a_visitor_without_an_answer_is_excused_only_by_the_death_of_a_worker() -> None:
    assert said(NO_ANSWER, stored=()) == ["/a got no answer."]
    assert said(NO_ANSWER, stored=(1,), struck=Struck("kill a worker", WORKERS, 9.5, 10.0)) == []
    assert len(said(NO_ANSWER, struck=Struck("kill Redis", REDIS, 9.5, 10.0))) == 1


def test_a_late_answer_is_excused_only_while_the_database_is_away_and_the_worker_does_not_know_the_link() -> None:
    late = replace(GOOD, over_at=11.2)
    assert said(late) == ["/a was answered 302 after 1.20 s."]
    assert said(late, struck=OUTAGE) == []
    assert said(late, struck=replace(OUTAGE, takes=REDIS)) == [
        "/a was answered 302 after 1.20 s, asked 1.00 s after 'kill database' began."
    ]
    assert len(said(replace(late, known_at=5.0), struck=OUTAGE)) == 1


def test_no_service_is_excused_in_the_same_way() -> None:
    assert said(AWAY_NOW, stored=(), struck=OUTAGE) == []
    assert len(said(AWAY_NOW, stored=())) == 1
    assert len(said(replace(AWAY_NOW, known_at=5.0), stored=(), struck=OUTAGE)) == 1


def test_an_answer_is_wrong_a_second_after_the_edit_that_ended_it() -> None:
    moment = 10.0
    truth = Told({"a": "302 https://example.org/a"}, lambda: moment)
    truth.begin("a", "302 https://example.org/new")
    truth.finish("a")
    witness = Witness(truth=truth)
    witness.note(replace(GOOD, asked_at=10.9, over_at=10.95))
    assert witness.wrong == []
    witness.note(replace(GOOD, asked_at=11.1, over_at=11.15))
    assert len(witness.wrong) == 1
    assert "1.10 s after its last change" in witness.wrong[0]


def test_a_target_that_never_was_right_is_wrong() -> None:
    witness = Witness(truth=Told({"a": "302 https://example.org/other"}))
    witness.note(GOOD)
    assert len(problems(witness, [], Counter([1]))) == 1
