"""/api/v1/clicks: clicks as a file for programs with a key, announced, and the same again when asked for again."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from shortener.accounts import keys
from shortener.clicks.browsers import RULES_VERSION
from shortener.reports.export import copied, wanted
from shortener.reports.export.rows import CLICK_COLUMNS
from shortener.settings import Settings
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.cli.test_exports import speak
from tests.faces import add_person, running, visitor
from tests.reports.clicking import add_clicks

Get = Callable[..., TestResponse]


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    with running(settings, database) as app:
        add_person(database, "ada", "viewer")
        yield visitor(app)


@pytest.fixture
def get(client: FlaskClient, database: Database, shell: Shell) -> Get:
    """Asks with a key for clicks, of which there are ten on /one and two on /two."""
    with database.write() as session:
        known = {scope: keys.add(session, "ada", scope, [scope]) for scope in ("clicks:read", "stats:read")}
    assert shell("link", "add", "https://example.org/", "one", "--tag", "poster").status == 0
    assert shell("link", "add", "https://example.org/2", "two").status == 0
    add_clicks(database, [{"clicked_at": at * 1000} for at in range(10)])
    add_clicks(database, [{"clicked_at": at, "link_id": 2, "revision_id": 2} for at in (5, 6)])

    def ask(path: str = "", scope: str = "clicks:read", **params: str) -> TestResponse:
        headers = {"Authorization": f"Bearer {known[scope]}"}
        base = "http://localhost:8000"
        return client.get(f"/api/v1/clicks{path}", base_url=base, headers=headers, query_string=params)

    return ask


def test_all_clicks_come_as_csv_with_their_count_announced(get: Get) -> None:
    answer = get()
    assert (answer.status_code, answer.content_type) == (200, "text/csv; charset=utf-8")
    lines = answer.get_data(as_text=True).split("\r\n")
    assert lines[0] == ",".join(CLICK_COLUMNS)
    assert len(lines) == 1 + 12 + 1
    assert answer.headers["X-Export-Rows"] == "12"
    assert json.loads(answer.headers["X-Export-Query"]) == {"mark": 12}
    assert answer.headers["X-Export-Timezone"] == "UTC"
    assert answer.headers["X-Export-Rules"] == RULES_VERSION
    assert 'filename="clicks-' in answer.headers["Content-Disposition"]


def test_only_some_can_be_asked_for(get: Get) -> None:
    def slugs(**params: str) -> list[str]:
        lines = get(format="ndjson", **params).get_data().splitlines()
        return [json.loads(line)["slug"] for line in lines]

    assert slugs(link="two") == ["two", "two"]
    assert slugs(tag="poster") == ["one"] * 10
    assert slugs(domain="localhost", since="1999-01-01") == []
    assert slugs(mark="11", link="two") == ["two"]


def test_what_is_asked_again_with_its_mark_is_the_same_file(get: Get, database: Database) -> None:
    first = get(link="one", gzip="1")
    add_clicks(database, [{"clicked_at": 50_000}])
    asked = json.loads(first.headers["X-Export-Query"])
    assert asked == {"link": "one", "mark": 12}
    assert get(gzip="1", **{name: str(value) for name, value in asked.items()}).data == first.data
    assert gzip.decompress(first.data).count(b"\r\n") == 11
    about = get("/about", gzip="1", link="one", mark="12").get_json()
    assert about["sha256"] == hashlib.sha256(first.data).hexdigest()
    assert (about["rows"], about["bytes"], about["format"]) == (10, len(first.data), "csv.gz")
    assert first.content_type == "application/gzip"


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_workbooks_and_parquet_come_whole(get: Get, form: str) -> None:
    answer = get(format=form)
    assert answer.headers["X-Export-Rows"] == "12"
    assert answer.data[:2] == (b"PK" if form == "xlsx" else b"PA")
    assert f'.{form}"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("params", "status", "sentence"),
    [
        ({"format": "xml"}, 400, "format must be one of csv, ndjson, xlsx, parquet, not 'xml'."),
        ({"format": "xlsx", "gzip": "1"}, 400, "gzip goes with csv and ndjson only: xlsx is packed already."),
        ({"format": "ndjson", "bom": "1"}, 400, "bom goes with csv only."),
        ({"gzip": "yes"}, 400, "gzip must be a whole number from 0 to 1, not 'yes'."),
        ({"mark": "-1"}, 400, "mark must be a whole number from 0 to"),
        ({"mark": "00000000000000000000001"}, 400, "mark must be a whole number from 0 to"),
        ({"since": "yesterday"}, 400, "since must be a date or time"),
        ({"link": ""}, 400, "link is empty; leave it out to ask for all."),
        ({"tag": ""}, 400, "tag is empty; leave it out to ask for all."),
        ({"tag": "nosuch"}, 404, "There is no tag “nosuch”."),
        ({"domain": "no.example"}, 404, "“no.example” is not a domain of this shortener."),
        ({"link": "nope"}, 404, "There is no such link."),
        ({"link": "one", "tag": "poster"}, 400, "A link and a tag can't be asked for together."),
    ],
)
def test_a_question_that_makes_no_sense_is_explained(
    get: Get, params: dict[str, str], status: int, sentence: str
) -> None:
    answer = get(**params)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert sentence in answer.get_json()["detail"]


def test_it_needs_a_key_for_clicks(get: Get, client: FlaskClient) -> None:
    assert get(scope="stats:read").status_code == 403
    assert get("/about", scope="stats:read").status_code == 403
    assert client.get("/api/v1/clicks", base_url="http://localhost:8000").status_code == 401


@pytest.mark.stores("postgresql")
def test_a_download_breaks_off_rather_than_ends_when_the_database_goes_away(
    get: Get, database: Database, postgresql_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server then cuts the connection without the last chunk, so that nobody takes the file for a whole one."""
    monkeypatch.setattr(wanted, "PAGE", 2)
    monkeypatch.setattr(copied, "AT_ONCE", 1)
    pieces, name = get().iter_encoded(), database.engine.url.database
    begun = [next(pieces), next(pieces)]
    speak(postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    speak(postgresql_server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    with pytest.raises(OperationalError):
        list(pieces)
    speak(postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert get().data.startswith(b"".join(begun))
