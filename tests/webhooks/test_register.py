"""Webhooks are made, switched and removed; what makes no sense is refused in one sentence."""

from collections.abc import Sequence

import pytest

from shortener.clock import now_ms
from shortener.jobs import tidy
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from shortener.webhooks import outbox, register
from shortener.webhooks.errors import BadHook
from shortener.webhooks.events import CREATED
from shortener.webhooks.outbox import KEPT_MS
from shortener.webhooks.tables import DEAD, SENT, WAITING, Message
from tests.outside import HOST, Outside
from tests.webhooks.conftest import URL, AddHook, Take, hook_of, messages, told

sqlite = pytest.mark.stores("sqlite")  # what no other database does otherwise


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        (("Upper", URL, (CREATED,)), "name", "A name is 1 to 48 of a to z"),
        (("", URL, (CREATED,)), "name", "A name is"),
        (("crm", URL, ()), "events", "one or more of: link.created"),
        (("crm", URL, ("link.gone",)), "events", "one or more of"),
        (("crm", "ftp://web.example/", (CREATED,)), "url", "Only http and https"),
        (("crm", "https://user:pass@web.example/", (CREATED,)), "url", "name or password"),
        (("crm", "https://web.example:8443/", (CREATED,)), "url", "Port 8443 isn't asked"),
        (
            ("crm", "http://127.0.0.1/", (CREATED,)),
            "url",
            "127.0.0.1 can't be asked: 127.0.0.1 is not a public address.",
        ),
        (("crm", "http://[fd00::1]/", (CREATED,)), "url", "is not a public address"),
        (("crm", "http://169.254.169.254/latest", (CREATED,)), "url", "is not a public address"),
        (("crm", f"{URL} x", (CREATED,)), "url", "no space"),
        (("crm", f"{URL}\r\nX: y", (CREATED,)), "url", "no address of a program"),
        (("crm", f"{URL}?{'x' * 2000}", (CREATED,)), "url", "2,000 characters"),
    ],
)
@sqlite
def test_nonsense_is_refused(database: Database, given: tuple[str, str, Sequence[str]], field: str, said: str) -> None:
    with pytest.raises(BadHook) as refused, database.write() as session:
        register.add(session, *given, now_ms())
    assert refused.value.field == field
    assert said in str(refused.value)


@sqlite
def test_a_name_is_there_once_and_so_many_hooks_are_the_most(
    database: Database, site: Outside, add_hook: AddHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_hook()
    with pytest.raises(BadHook, match="There is a webhook crm already"):
        add_hook()
    monkeypatch.setattr(register, "MOST_HOOKS", 1)
    with pytest.raises(BadHook, match="There are 1 webhooks"):
        add_hook("other")


@sqlite
def test_one_that_was_off_goes_on_where_it_stopped_or_leaves_that_out(
    database: Database, library: Library, site: Outside, add_hook: AddHook, take: Take
) -> None:
    add_hook(events=(CREATED,))
    for slug, skip in (("a", False), ("b", True)):
        with database.write() as session:
            register.disable(session, "crm", now_ms())
        library.create(Draft(target="https://example.org/", slug=slug), None)
        assert take() == 0
        with database.write() as session:
            register.enable(session, "crm", now_ms(), skip=skip)
        take()
    assert [one["data"]["link"]["slug"] for one in told(site)] == ["a"]


def test_a_removed_hook_leaves_nothing(
    any_database: Database, library: Library, site: Outside, add_hook: AddHook, take: Take
) -> None:
    add_hook()
    site.answers["/hook"] = (500, {}, b"")
    library.create(Draft(target="https://example.org/", slug="a"), None)
    take()
    with any_database.write() as session:
        assert register.remove(session, "crm") == 1
    assert messages(any_database) == []
    assert take() == 0
    with pytest.raises(BadHook, match="There is no webhook 'crm'"), any_database.write() as session:
        register.remove(session, "crm")


def put(database: Database, **values: object) -> None:
    row = {"webhook_id": 1, "event": CREATED, "body": "{}", "created_at": 0, "due_at": 0, "attempts": 10, "tried_at": 0}
    with database.write() as session:
        session.add(Message(**row | values))


def test_dead_messages_are_sent_again_and_sent_ones_by_their_number(
    any_database: Database, site: Outside, add_hook: AddHook, take: Take
) -> None:
    add_hook()
    for key, state in (("one", DEAD), ("two", DEAD), ("three", SENT)):
        put(any_database, key=key, state=state)
    with any_database.write() as session:
        assert outbox.resend(session, register.find(session, "crm"), now_ms()) == 2
    assert take() == 2
    with any_database.write() as session:
        assert outbox.resend(session, register.find(session, "crm"), now_ms(), [3]) == 1
    assert take() == 1
    assert [one.headers["webhook-id"] for one in site.posted] == ["one", "two", "three"]
    with pytest.raises(BadHook, match="crm has no message 99"), any_database.write() as session:
        outbox.resend(session, register.find(session, "crm"), now_ms(), [3, 99])


def test_old_messages_are_forgotten_and_waiting_ones_never(
    any_database: Database, site: Outside, add_hook: AddHook
) -> None:
    add_hook()
    now = now_ms()
    for key, state, age in (
        ("sent long ago", SENT, KEPT_MS[SENT] + 1000),
        ("sent", SENT, 1000),
        ("dead long ago", DEAD, KEPT_MS[DEAD] + 1000),
        ("dead", DEAD, KEPT_MS[SENT] + 1000),
        ("waits", WAITING, KEPT_MS[DEAD] * 2),
    ):
        put(any_database, key=key, state=state, created_at=now - age, tried_at=now - age)
    tidy(any_database, {})
    assert [one.key for one in messages(any_database)] == ["sent", "dead", "waits"]


@sqlite
def test_a_view_says_how_far_behind_it_is(
    database: Database, library: Library, site: Outside, add_hook: AddHook, take: Take
) -> None:
    add_hook(url=f"http://{HOST}/hook")
    library.create(Draft(target="https://example.org/", slug="a"), None)
    with database.read() as session:
        (view,) = register.everything(session)
    assert (view.behind, view.waiting, view.sent) == (1, 0, 0)
    take()
    with database.read() as session:
        (view,) = register.everything(session)
    assert (view.behind, view.waiting, view.sent) == (0, 0, 1)
    assert hook_of(database).claimed_by is None
