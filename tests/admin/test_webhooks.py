"""The page Webhooks: add one, see its secret once, follow its messages, and set right what went wrong."""

import re

import pytest

from shortener.clock import now_ms
from shortener.stores import Database
from shortener.webhooks import register
from shortener.webhooks.events import CLICKS, CREATED
from shortener.webhooks.signing import PREFIX
from shortener.webhooks.tables import DEAD, SENT, WAITING, Message
from tests.admin.conftest import Browser, value_of, words
from tests.webhooks.conftest import hook_of, messages

URL = "https://crm.example.org/links"


@pytest.fixture
def hook(database: Database) -> None:
    """One with a message that was sent, and one that was given up."""
    with database.write() as session:
        made = register.add(session, "crm", URL, (CREATED,), now_ms())
        made.dead, made.sent = 1, 1
        for key, state, status, error in (("one", SENT, 204, None), ("two", DEAD, 500, "It answered 500.")):
            row = {"webhook_id": made.id, "event": CREATED, "body": '{"a": "<b>"}', "created_at": 0, "due_at": 0}
            session.add(Message(**row, key=key, state=state, status=status, error=error, attempts=1, tried_at=1))


def test_one_is_added_and_its_secret_shown_once(ada: Browser, database: Database) -> None:
    assert "No webhook yet" in words(ada.get("/admin/webhooks"))
    made = ada.post("/admin/webhooks", name="crm", url=URL, **{CREATED: "on"})
    (secret,) = re.findall(r'id="secret">([^<]+)<', made.text)
    assert secret.startswith(PREFIX)
    assert made.headers["Cache-Control"] == "no-store"
    assert PREFIX not in ada.get("/admin/webhooks/1").text
    assert (hook_of(database).events, hook_of(database).url) == (CREATED, URL)
    assert "crm crm.example.org On 0 0" in words(ada.get("/admin/webhooks"))


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"name": "CRM", "url": URL, CREATED: "on"}, "name", "A name is 1 to 48"),
        ({"name": "crm", "url": "http://10.0.0.1/x", CREATED: "on"}, "url", "10.0.0.1 is not a public address"),
        ({"name": "crm", "url": URL}, "events", "told of one or more of"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(ada: Browser, given: dict[str, str], field: str, said: str) -> None:
    answer = ada.post("/admin/webhooks", **given)
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'id="{field}-wrong"' in answer.text
    assert (value_of(answer, "name"), value_of(answer, "url")) == (given["name"], given["url"])
    assert "checked" not in re.findall(rf'name="{CLICKS}"[^>]*', answer.text)[0]


@pytest.mark.usefixtures("hook")
def test_its_messages_are_shown_with_what_came_of_them(ada: Browser) -> None:
    page = ada.get("/admin/webhooks/1")
    assert "It answered 500." in words(page)
    assert "It answered 204." in words(page)
    assert "&lt;b&gt;" in page.text
    assert "<b>" not in page.text
    dead = words(ada.get("/admin/webhooks/1?state=dead"))
    assert ("two" in dead, "It answered 204." in dead) == (True, False)


@pytest.mark.usefixtures("hook")
def test_messages_are_sent_again_one_or_all_dead(ada: Browser, database: Database) -> None:
    assert ada.post("/admin/webhooks/1/resend").status_code == 303
    assert [one.state for one in messages(database)] == [SENT, WAITING]
    assert ada.post("/admin/webhooks/1/resend", only="1").status_code == 303
    assert [one.state for one in messages(database)] == [WAITING, WAITING]
    for only in ("99", "x", "9" * 30):
        assert ada.post("/admin/webhooks/1/resend", only=only).status_code == 404


@pytest.mark.usefixtures("hook")
def test_a_test_waits_for_the_worker(ada: Browser, database: Database) -> None:
    assert ada.post("/admin/webhooks/1/test").status_code == 303
    last = messages(database)[-1]
    assert (last.event, last.state) == ("webhook.test", WAITING)
    assert "A test is on its way" in words(ada.get("/admin/webhooks/1?done=webhook-tested"))


@pytest.mark.usefixtures("hook")
def test_it_is_switched_off_and_on(ada: Browser, database: Database) -> None:
    ada.post("/admin/webhooks/1/disable")
    assert "Disabled by hand." in words(ada.get("/admin/webhooks/1"))
    assert "Disabled by hand." in words(ada.get("/admin/webhooks"))
    ada.post("/admin/webhooks/1/enable", skip="on")
    assert hook_of(database).disabled_at is None


@pytest.mark.usefixtures("hook")
def test_its_secret_is_changed(ada: Browser, database: Database) -> None:
    before = hook_of(database).salt
    changed = ada.post("/admin/webhooks/1/rotate")
    assert 'id="secret"' in changed.text
    assert "the one before signs too" in words(changed)
    assert hook_of(database).old_salt == before
    ada.post("/admin/webhooks/1/rotate", at_once="on")
    assert hook_of(database).old_salt is None


@pytest.mark.usefixtures("hook")
def test_it_is_removed(ada: Browser, database: Database) -> None:
    assert ada.post("/admin/webhooks/1/remove").status_code == 303
    assert messages(database) == []
    assert ada.get("/admin/webhooks/1").status_code == 404
    assert ada.get(f"/admin/webhooks/{2**70}").status_code == 404
