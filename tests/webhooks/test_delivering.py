"""A message arrives, or is tried again, or is given up: by what the receiver answers."""

import time

import pytest

from shortener.clock import now_ms
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from shortener.webhooks import register
from shortener.webhooks.events import CREATED
from shortener.webhooks.sending import DAY, GIVEN_UP_MS, PAUSES, pause
from shortener.webhooks.tables import DEAD, SENT, WAITING
from tests.outside import HOST, Outside
from tests.webhooks.conftest import OK, AddHook, Take, change_hook, hook_of, make_due, messages

sqlite = pytest.mark.stores("sqlite")  # what no other database does otherwise


@pytest.fixture
def hook(add_hook: AddHook, library: Library) -> int:
    """One that is told of one new link."""
    number = add_hook(events=(CREATED,))
    library.create(Draft(target="https://example.org/", slug="a"), None)
    return number


@sqlite
def test_any_2xx_is_delivered(database: Database, site: Outside, hook: int, take: Take) -> None:
    site.answers["/hook"] = (202, {}, b"fine")
    assert take() == 1
    (message,) = messages(database)
    assert (message.state, message.status, message.error, message.attempts) == (SENT, 202, None, 1)
    assert (hook_of(database).sent, hook_of(database).failed) == (1, 0)


@pytest.mark.parametrize("status", [500, 404, 300])
def test_any_other_answer_is_tried_again_under_the_same_name(
    any_database: Database, site: Outside, hook: int, take: Take, status: int
) -> None:
    site.answers["/hook"] = (status, {}, b"")
    before = now_ms()
    assert take() == 0
    (message,) = messages(any_database)
    assert (message.state, message.status, message.attempts) == (WAITING, status, 1)
    assert (message.error or "").startswith(f"It answered {status}")
    assert before + PAUSES[0] <= message.due_at <= now_ms() + PAUSES[0] * 5 // 4
    assert take() == 0, "its time has not come"
    site.answers["/hook"] = OK
    make_due(any_database)
    assert take() == 1
    assert len({one.headers["webhook-id"] for one in site.posted}) == 1
    assert len({one.body for one in site.posted}) == 1
    assert (hook_of(any_database).failures, hook_of(any_database).failing_since) == (0, None)


@sqlite
def test_a_redirect_is_not_followed(database: Database, site: Outside, hook: int, take: Take) -> None:
    site.answers |= {"/hook": (307, {"Location": f"http://{HOST}/other"}, b""), "/other": OK}
    assert take() == 0
    assert [one.path for one in site.posted] == ["/hook"]
    assert messages(database)[0].error == (
        "It answered 307, a redirect, which isn't followed; give the webhook its new address."
    )


@sqlite
def test_410_disables_the_hook_at_once_and_keeps_the_message(
    database: Database, site: Outside, hook: int, take: Take
) -> None:
    site.answers["/hook"] = (410, {}, b"")
    take()
    found = hook_of(database)
    assert found.disabled_at is not None
    assert found.disabled_why == "The receiver answered 410: it wants no messages any more."
    make_due(database)
    assert take() == 0
    assert len(site.posted) == 1
    site.answers["/hook"] = OK
    with database.write() as session:
        register.enable(session, "crm", now_ms())
    assert take() == 1


@sqlite
def test_a_receiver_that_is_slow_is_given_up_in_time(database: Database, site: Outside, hook: int, take: Take) -> None:
    site.delay = 3.0
    began = time.monotonic()
    assert take(seconds=0.3) == 0
    assert time.monotonic() - began < site.delay
    assert f"{HOST} gives no answer" in (messages(database)[0].error or "")


@sqlite
def test_a_huge_answer_is_not_read(database: Database, site: Outside, hook: int, take: Take) -> None:
    site.answers["/hook"] = (200, {}, b"x" * 50_000_000)
    began = time.monotonic()
    assert take() == 1
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("inwards", ["127.0.0.1", "169.254.169.254", "64:ff9b::7f00:1", "fd00::1", "::ffff:10.0.0.1"])
@sqlite
def test_a_name_that_leads_inwards_by_now_is_not_asked(
    database: Database, site: Outside, hook: int, take: Take, inwards: str
) -> None:
    site.names[HOST] = [inwards]
    assert take() == 0
    assert site.posted == []
    assert f"{HOST} can't be asked: " in (messages(database)[0].error or "")


@sqlite
def test_after_the_last_attempt_a_message_is_dead_and_the_next_one_goes(
    database: Database, library: Library, site: Outside, hook: int, take: Take
) -> None:
    site.answers["/hook"] = (500, {}, b"")
    for _ in range(len(PAUSES) + 1):
        make_due(database)
        take()
    (message,) = messages(database)
    assert (message.state, message.attempts) == (DEAD, len(PAUSES) + 1)
    assert (hook_of(database).dead, hook_of(database).disabled_at) == (1, None)
    site.answers["/hook"] = OK
    library.create(Draft(target="https://example.org/", slug="b"), None)
    change_hook(database, resting_until=None)
    assert take() == 1


def test_pauses_grow_to_a_day_and_differ() -> None:
    assert all(PAUSES[n] <= pause(n + 1) < PAUSES[n] * 5 // 4 for n in range(len(PAUSES)))
    assert 2 * DAY < sum(PAUSES) < 4 * DAY
    assert len({pause(5) for _ in range(50)}) > 1


@sqlite
def test_a_receiver_that_fails_is_left_alone_ever_longer(
    database: Database, site: Outside, hook: int, take: Take
) -> None:
    site.answers["/hook"] = (503, {"Retry-After": "120"}, b"")
    before = now_ms()
    take()
    found = hook_of(database)
    assert (found.resting_until or 0) >= before + 120_000
    assert messages(database)[0].due_at >= before + 120_000
    site.answers["/hook"] = (503, {}, b"")
    rests = []
    for _ in range(10):
        make_due(database)
        before = now_ms()
        take()
        rests.append((hook_of(database).resting_until or 0) - before)
    assert sorted(rests)[-1] < 301_000
    assert rests[0] < rests[3] < rests[6]


@sqlite
def test_a_hook_that_failed_for_days_is_disabled_and_says_why(
    database: Database, site: Outside, hook: int, take: Take
) -> None:
    site.answers["/hook"] = (500, {}, b"")
    take()
    change_hook(database, failing_since=now_ms() - GIVEN_UP_MS - 1000)
    make_due(database)
    take()
    found = hook_of(database)
    assert found.disabled_at is not None
    assert found.disabled_why.startswith("Nothing was delivered since ")
    assert found.disabled_why.endswith("at last: It answered 500.")
    assert messages(database)[0].state == WAITING
