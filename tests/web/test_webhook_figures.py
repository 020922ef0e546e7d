"""/metrics says of each webhook what was sent, what waits and whether it is on."""

from flask.testing import FlaskClient

from shortener.clock import now_ms
from shortener.stores import Database
from shortener.webhooks import register
from shortener.webhooks.events import CREATED
from tests.web.test_metrics import read


def figures(client: FlaskClient) -> dict[str, float]:
    return {name: value for name, value in read(client).items() if name.startswith("shortener_webhook")}


def test_without_a_webhook_there_is_nothing(client: FlaskClient) -> None:
    assert figures(client) == {}


def test_each_webhook_is_told_apart(client: FlaskClient, database: Database) -> None:
    with database.write() as session:
        hook = register.add(session, "crm", "https://example.org/hook", (CREATED,), now_ms())
        hook.sent, hook.failed, hook.disabled_at = 7, 2, 1
    assert figures(client) == {
        "shortener_webhook_attempts_total outcome=sent webhook=crm": 7,
        "shortener_webhook_attempts_total outcome=failed webhook=crm": 2,
        "shortener_webhook_waiting webhook=crm": 0,
        "shortener_webhook_dead webhook=crm": 0,
        "shortener_webhook_enabled webhook=crm": 0,
    }
