"""A program that asks the REST API of a site on localhost, with keys of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shortener.accounts import keys
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of
from tests.faces import add_person, running, visitor

SITE = "http://localhost:8000"
PEOPLE = {"ada": "admin", "ed": "editor", "vera": "viewer"}


class Rest:
    """Asks as ada, an admin, with a key for everything, unless it is told with which."""

    def __init__(self, client: FlaskClient, database: Database, library: Library) -> None:
        self.client, self.database, self.library = client, database, library
        self.settings = services_of(client.application).settings
        self.key = self.make_key("ada", ["admin"])

    def make_key(self, person: str, scopes: Sequence[str]) -> str:
        with self.database.write() as session:
            return keys.add(session, person, f"test {len(keys.everyones(session))}", scopes)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        raw: str = "",
        data: str | bytes | None = None,
        **headers: str,
    ) -> TestResponse:
        """`headers` have _ for -; `raw` is a query string and `data` a body as it stands, `body` is sent as JSON."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        key = self.key if key is None else key
        if key:
            sent["Authorization"] = f"Bearer {key}"
        more: dict[str, Any] = {"data": data} if body is None else {"json": body}
        return self.client.open(f"/api/v1{path}{raw}", method=method, base_url=SITE, headers=sent, **more)

    def get(self, path: str, **options: Any) -> Any:
        return told(self.ask("GET", path, **options), 200)

    def post(self, path: str, body: Any = None, status: int = 201, **options: Any) -> Any:
        return told(self.ask("POST", path, body, **options), status)


@contextmanager
def rest_of(settings: Settings, database: Database) -> Iterator[Rest]:
    with running(settings, database) as app:
        for name, role in PEOPLE.items():
            add_person(database, name, role)
        yield Rest(visitor(app), database, services_of(app).library)


def told(answer: TestResponse, status: int) -> Any:
    """The JSON of an answer that must have this status."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def problem(answer: TestResponse, status: int) -> str:
    """The code of a refusal, which must be RFC 9457's in form."""
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.get_data(as_text=True)
    found = answer.get_json()
    assert found["status"] == status
    assert found["type"] == "about:blank"
    assert found["title"]
    assert found["detail"].endswith((".", "!", "…"))
    return str(found.get("code", ""))
