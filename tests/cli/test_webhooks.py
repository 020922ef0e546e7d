"""`shortener webhooks` makes, tests, shows, mends and ends what other programs are told."""

from collections.abc import Iterator

import pytest

from shortener.cli import outwards
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from shortener.webhooks.events import EVENTS
from shortener.webhooks.tables import DEAD
from tests.cli.conftest import Shell
from tests.outside import Outside, outside
from tests.webhooks.conftest import change_hook, hook_of, messages
from tests.webhooks.test_signing import documented

URL = "http://[::1]/hook"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """A receiver on [::1]; this machine's network has no translator."""
    monkeypatch.setattr(outwards, "nat64_prefixes", tuple)
    with outside(monkeypatch) as made:
        made.answers["/hook"] = (204, {}, b"")
        yield made


def test_a_webhook_is_added_and_its_secret_verifies_a_test(shell: Shell, site: Outside) -> None:
    secret = shell("webhooks", "add", "crm", URL).out.strip()
    answer = shell("webhooks", "test", "crm")
    assert (answer.status, answer.out) == (0, "Delivered: it answered 204.\n")
    (came,) = site.posted
    assert documented()(secret, came.headers, came.body)
    assert secret not in shell("webhooks", "show", "crm").out + shell("webhooks", "list", "--json").out


def test_a_test_that_fails_says_so_and_is_not_tried_again(shell: Shell, site: Outside, database: Database) -> None:
    shell("webhooks", "add", "crm", URL)
    site.answers["/hook"] = (500, {}, b"")
    answer = shell("webhooks", "test", "crm")
    assert (answer.status, answer.err) == (1, "It answered 500.\n")
    assert [one.state for one in messages(database)] == [DEAD]
    assert shell("webhooks", "test", "crm", "--json").json["status"] == 500
    assert shell("webhooks", "resend", "crm").out == "2 messages will be sent again.\n"
    assert shell("webhooks", "resend", "crm", "1", "--json").json == {"resent": 1}
    refused = shell("webhooks", "resend", "crm", "99")
    assert (refused.status, refused.err) == (1, "Error: crm has no message 99 (any more).\n")


def test_it_is_listed_and_shown_for_people_and_programs(shell: Shell, site: Outside, library: Library) -> None:
    shell("webhooks", "add", "crm", URL, "--event", "link.created")
    shell("webhooks", "test", "crm")
    library.create(Draft(target="https://example.org/", slug="a"), None)
    (listed,) = shell("webhooks", "list", "--json").json
    assert (listed["name"], listed["events"], listed["sent"], listed["behind"]) == ("crm", ["link.created"], 1, 1)
    assert listed["created_at"].endswith("Z")
    assert "crm" in shell("webhooks", "list").out
    shown = shell("webhooks", "show", "crm", "--json").json
    assert shown["messages"][0]["body"]["data"] == {"webhook": "crm"}
    assert "webhook.test" in shell("webhooks", "show", "crm").out
    assert shell("webhooks", "show", "crm", "--state", "dead", "--json").json["messages"] == []


def test_doctor_finds_one_that_disabled_itself(shell: Shell, site: Outside, database: Database) -> None:
    def found() -> tuple[bool, str]:
        (finding,) = (one for one in shell("doctor", "--json").json if one["what"] == "webhooks")
        return finding["ok"], finding["found"]

    shell("webhooks", "add", "crm", URL)
    assert found() == (True, "1 webhook")
    shell("webhooks", "disable", "crm")
    assert found() == (True, "1 webhook")
    change_hook(database, disabled_why="The receiver answered 410.")
    assert found() == (False, "crm: The receiver answered 410.")
    site.answers["/hook"] = (500, {}, b"")
    shell("webhooks", "enable", "crm")
    shell("webhooks", "test", "crm")
    assert found() == (False, "crm: 1 dead message")


def test_all_events_are_the_default(shell: Shell, site: Outside) -> None:
    assert shell("webhooks", "add", "crm", URL, "--json").json.keys() == {"name", "secret"}
    assert shell("webhooks", "list", "--json").json[0]["events"] == list(EVENTS)


def test_a_secret_is_changed(shell: Shell, site: Outside, database: Database) -> None:
    first = shell("webhooks", "add", "crm", URL).out
    second = shell("webhooks", "rotate", "crm").out
    assert first != second
    assert hook_of(database).old_salt is not None
    third = shell("webhooks", "rotate", "crm", "--at-once", "--json").json["secret"]
    assert third + "\n" not in {first, second}
    assert hook_of(database).old_salt is None


def test_it_is_switched_off_and_on_and_removed(shell: Shell, site: Outside, database: Database) -> None:
    shell("webhooks", "add", "crm", URL)
    assert shell("webhooks", "disable", "crm").out == "crm is sent nothing until it is enabled again.\n"
    assert shell("webhooks", "list").out.splitlines()[1].endswith("disabled: Disabled by hand.")
    assert "meanwhile" in shell("webhooks", "enable", "crm").out
    assert hook_of(database).disabled_at is None
    assert "from now on" in shell("webhooks", "enable", "crm", "--skip").out
    assert shell("webhooks", "remove", "crm").out == "crm is told nothing any more.\n"
    assert shell("webhooks", "list", "--json").json == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "crm", "http://127.0.0.1/"), "127.0.0.1 can't be asked: 127.0.0.1 is not a public address."),
        (("add", "CRM", URL), "A name is 1 to 48"),
        (("add", "crm", URL, "--event", "link.gone"), "'link.gone' is not one of"),
        *(((word, "crm"), "There is no webhook 'crm'.") for word in ("show", "test", "rotate", "remove", "enable")),
    ],
)
def test_nonsense_is_one_sentence_and_changes_nothing(
    shell: Shell, site: Outside, words: tuple[str, ...], said: str
) -> None:
    answer = shell("webhooks", *words)
    assert answer.status in {1, 2}
    assert said in answer.err
    assert shell("webhooks", "list", "--json").json == []
