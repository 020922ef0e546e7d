"""What may be answered while somebody edits: the new target from the first moment, the old one for a second more."""

import pytest

from tests.load.truth import KEPT, LATE, Truth

OLD, NEW, NEWEST = "https://old.example/", "https://new.example/", "https://newest.example/"


class Watch:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def truth(watch: Watch) -> Truth:
    return Truth({"pico": OLD}, now=watch)


def test_a_link_that_nobody_changes_leads_where_it_led_in_the_morning(truth: Truth) -> None:
    assert truth.right("pico", asked_at=0.0) == [OLD]
    assert truth.right("pico", asked_at=10.0**9) == [OLD]


def test_a_slug_that_nobody_made_leads_nowhere(truth: Truth) -> None:
    assert truth.right("nix", truth.now()) == [None]


def test_while_a_change_is_being_saved_both_targets_are_right(truth: Truth, watch: Watch) -> None:
    truth.begin("pico", NEW)
    watch.now += 10 * LATE
    assert truth.right("pico", watch.now) == [OLD, NEW]
    assert truth.changes == 0


def test_the_old_target_is_right_for_a_second_after_the_change(truth: Truth, watch: Watch) -> None:
    truth.begin("pico", NEW)
    truth.finish("pico")
    assert truth.right("pico", watch.now + LATE) == [OLD, NEW]
    assert truth.right("pico", watch.now + LATE + 0.001) == [NEW]
    assert truth.changes == 1


def test_who_asked_before_the_change_may_get_the_old_target_however_late(truth: Truth, watch: Watch) -> None:
    asked_at = watch.now
    truth.begin("pico", NEW)
    truth.finish("pico")
    watch.now += KEPT / 2
    assert truth.right("pico", asked_at) == [OLD, NEW]


def test_a_link_that_was_just_made_must_be_there_a_second_later(truth: Truth, watch: Watch) -> None:
    truth.begin("fresh", NEW)
    truth.finish("fresh")
    assert truth.right("fresh", watch.now) == [None, NEW]
    assert truth.right("fresh", watch.now + 2 * LATE) == [NEW]


def test_a_second_change_gives_the_first_target_no_more_time(truth: Truth, watch: Watch) -> None:
    truth.begin("pico", NEW)
    truth.finish("pico")
    watch.now += LATE / 2
    truth.begin("pico", NEWEST)
    truth.finish("pico")
    assert truth.right("pico", watch.now + 0.75 * LATE) == [NEW, NEWEST]


def test_a_change_of_which_nobody_knows_whether_it_was_saved_may_have_been(truth: Truth, watch: Watch) -> None:
    truth.begin("pico", NEW)
    truth.begin("pico", NEWEST)
    assert truth.right("pico", watch.now + 100 * LATE) == [OLD, NEW, NEWEST]
    truth.finish("pico")
    assert truth.right("pico", watch.now + 2 * LATE) == [NEWEST]


def test_what_was_right_long_ago_is_forgotten(truth: Truth, watch: Watch) -> None:
    truth.begin("pico", NEW)
    truth.finish("pico")
    watch.now += KEPT + LATE
    truth.begin("pico", NEWEST)
    truth.finish("pico")
    assert truth.right("pico", asked_at=0.0) == [NEW, NEWEST]


def test_it_tells_how_old_an_answer_is(truth: Truth, watch: Watch) -> None:
    truth.begin("pico", NEW)
    truth.finish("pico")
    assert truth.since("pico", OLD, watch.now + 2.5) == pytest.approx(2.5)
    assert truth.since("pico", NEW, watch.now + 2.5) is None
    assert truth.since("pico", "https://never.example/", watch.now) is None
    assert truth.since("nix", OLD, watch.now) is None
