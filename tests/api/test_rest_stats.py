"""/api/v1/stats: what `shortener stats` answers, for programs with a key, and problem+json for everything else."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shortener.accounts import keys
from shortener.accounts.tables import Person
from shortener.clicks.browsers import RULES_VERSION
from shortener.settings import Settings
from shortener.stores import Base, Database
from tests.cli.conftest import Answer, Shell
from tests.faces import add_person, running, visitor

APRIL = {"since": "2026-04-01", "until": "2026-04-16"}
Get = Callable[..., TestResponse]


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    with running(settings, database) as app:
        add_person(database, "ada", "viewer")
        yield visitor(app)


@pytest.fixture
def get(client: FlaskClient, database: Database) -> Get:
    """Asks with a key for statistics."""
    with database.write() as session:
        key = keys.add(session, "ada", "test", ["stats:read"])

    def ask(path: str, key: str = key, **params: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return client.get(f"/api/v1{path}", base_url="http://localhost:8000", headers=headers, query_string=params)

    return ask


@pytest.fixture
def counted(shell: Shell, get: Get) -> Callable[..., Any]:
    """The same question to the command line, over two weeks of a demo."""
    assert shell("demo", "--clicks", "1500", "--links", "20", "--days", "30", "--until", "2026-04-15").status == 0

    def ask(*words: str) -> Any:
        answer: Answer = shell("stats", *words, "--since", APRIL["since"], "--until", APRIL["until"], "--json")
        assert answer.status == 0, answer.err
        return answer.json

    return ask


def test_it_answers_as_the_command_line_does(get: Get, counted: Callable[..., Any]) -> None:
    whole = counted("clicks", "--by", "country", "--by", "class", "--per", "day", "--where", "family=6")
    assert get("/stats", by="country,class", per="day", family="6", **APRIL).get_json() == whole
    assert get("/stats", by="country", **APRIL).get_json() == counted("clicks", "--by", "country")
    top = counted("top", "--limit", "5")
    links = top["links"]
    assert get("/stats/top", limit="5", **APRIL).get_json() == top
    assert get("/stats/tags", **APRIL).get_json() == counted("top", "--tags")
    assert get("/stats/ipv6", **APRIL).get_json() == counted("ipv6")
    hours = get("/stats/hours", **APRIL).get_json()["weekdays_from_monday"]
    assert hours == list(counted("hours").values())
    assert get("/stats", compare="year", **APRIL).get_json() == counted("clicks", "--compare", "year")
    names = {"link": [links[0]["slug"], links[1]["slug"]], "tag": counted("top", "--tags")["tags"][0]["tag"]}
    words = ("--link", names["link"][0], "--link", names["link"][1], "--tag", names["tag"], "--compare", "before")
    sides = get("/stats/compare", compare="before", per="day", **names, **APRIL)
    assert sides.get_json() == counted("compare", *words, "--per", "day")
    assert get("/stats/live").get_json()["minutes"] == [0] * 30
    slug = links[0]["slug"]
    of_link = get(f"/links/{slug}/stats", per="week", **APRIL).get_json()
    assert of_link == counted("clicks", slug, "--per", "week")
    assert of_link["clicks"] == links[0]["clicks"]
    assert get(f"/links/{slug}/stats/hours", **APRIL).status_code == 200


def test_a_file_of_rows_is_what_the_command_line_writes(get: Get, counted: Callable[..., Any], shell: Shell) -> None:
    counted("clicks")
    for path, words in (("", "clicks"), ("/top", "top"), ("/hours", "hours"), ("/ipv6", "ipv6")):
        answer = get(f"/stats{path}", format="csv", **APRIL)
        told = shell("stats", words, "--since", APRIL["since"], "--until", APRIL["until"], "--format", "csv")
        assert answer.get_data(as_text=True) == told.out
        assert answer.headers["X-Export-Rows"] == str(len(told.out.splitlines()) - 1)
        assert json.loads(answer.headers["X-Export-Query"]) == {"format": "csv", **APRIL}
        assert answer.headers["X-Export-Timezone"] == "UTC"
        assert answer.headers["X-Export-Rules"] == RULES_VERSION
        assert answer.headers["X-Export-SHA256"] == hashlib.sha256(answer.data).hexdigest()
        assert f'filename="stats{path.replace("/", "-")}-' in answer.headers["Content-Disposition"]
    assert (
        get("/stats", format="csv", bom="1", **APRIL).data
        == b"\xef\xbb\xbf" + get("/stats", format="csv", **APRIL).data
    )
    assert get("/stats", format="xlsx", **APRIL).data.startswith(b"PK")
    assert get("/stats", format="json", **APRIL).get_json() == get("/stats", **APRIL).get_json()
    assert get("/stats", format="parquet").status_code == 400


def test_a_slug_with_slashes_has_statistics_too(shell: Shell, get: Get) -> None:
    assert shell("link", "add", "https://example.org/", "a/b").status == 0
    assert get("/links/a/b/stats").get_json()["clicks"] == 0
    assert get("/links/a/stats").status_code == 404


def test_without_a_key_that_may_nobody_is_answered(get: Get, database: Database) -> None:
    with database.write() as session:
        other = keys.add(session, "ada", "other", ["links:read"])
        revoked = keys.add(session, "ada", "gone", ["stats:read"])
    with database.write() as session:
        keys.revoke(session, 3)
    for key in ("", "nonsense", "key_" + "x" * 43, "x" * 5000, other, revoked):
        answer = get("/stats", key=key)
        assert answer.status_code == (403 if key == other else 401)
        assert answer.mimetype == "application/problem+json"
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="shortener"')
        assert "stats:read" in answer.get_json()["detail"]


def test_a_key_for_everything_may_and_one_of_a_disabled_person_may_not(get: Get, database: Database) -> None:
    with database.write() as session:
        everything = keys.add(session, "ada", "all", ["admin"])
    assert get("/stats", key=everything).status_code == 200
    with database.write() as session:
        session.execute(Base.metadata.tables[Person.__tablename__].update().values(disabled_at=1))
    assert get("/stats", key=everything).status_code == 401


def test_when_a_key_was_used_is_known_to_the_minute(get: Get, database: Database) -> None:
    with database.read() as session:
        assert keys.everyones(session)[0].seen_at is None
    get("/stats")
    with database.read() as session:
        seen = keys.everyones(session)[0].seen_at
    get("/stats")
    with database.read() as session:
        assert keys.everyones(session)[0].seen_at == seen is not None


@pytest.mark.parametrize(
    ("path", "params", "status", "said"),
    [
        ("/stats", {"days": "0"}, 400, "days must be a whole number from 1 to 4000, not '0'."),
        ("/stats", {"days": "x" * 500}, 400, "days must be a whole number"),
        ("/stats", {"since": "spring"}, 400, "since must be a date or time such as 2026-11-22T10:00, not 'spring'."),
        ("/stats", {"since": "0001-01-01"}, 400, "since must be between the years 1971 and 9998."),
        ("/stats", {"until": "2026-01-01"}, 400, "until needs since."),
        ("/stats", {"since": "2026-04-02", "until": "2026-04-01"}, 400, "The period ends before it starts"),
        ("/stats", {"timezone": "Mars/Base"}, 400, "timezone 'Mars/Base': wanted a time zone such as Europe/London."),
        ("/stats", {"per": "year"}, 400, "per must be one of quarter, hour, day, week, month, not 'year'."),
        ("/stats", {"by": "shoe"}, 400, "by may name class, reason, country"),
        ("/stats", {"family": "six"}, 400, "'six' is no family; wanted a number."),
        ("/stats", {"family": "9" * 30}, 400, "as its family; ask for another one."),
        ("/stats", {"country": "G\0"}, 400, "as its country; ask for another one."),
        ("/stats", {"days": "4000", "per": "quarter"}, 400, "more than the 3000"),
        ("/stats", {"since": "2012-01-01", "country": "GB"}, 422, "With filters, at most 400 days"),
        ("/stats/top", {"limit": "1001"}, 400, "limit must be a whole number from 1 to 1000"),
        ("/stats", {"bom": "1"}, 400, "bom goes with format=csv."),
        ("/stats/top", {"sort": "name"}, 400, "sort must be one of clicks, humans, not 'name'."),
        ("/stats", {"compare": "week"}, 400, "compare must be one of before, year, not 'week'."),
        ("/stats/compare", {"tag": "one"}, 400, "2 to 12 different links or tags can be compared; these are 1."),
        ("/stats/compare", {"tag": ["x"] * 13}, 400, "At most 12 links and tags can be compared; these are 13."),
        ("/stats/compare", {"link": "nothing"}, 404, "There is no such link."),
        ("/links/nothing/stats", {}, 404, "There is no such link."),
        ("/stats", {"tag": "nosuch"}, 404, "There is no tag “nosuch”."),
        ("/stats/live", {"domain": "no.example"}, 404, "“no.example” is not a domain of this shortener."),
        ("/stats/compare", {"tag": ["one", "two"]}, 404, "There is no tag “one”."),
        ("/stats", {"tag": ""}, 400, "tag is empty; leave it out to ask for all."),
        ("/stats/top", {"domain": " "}, 400, "domain is empty; leave it out to ask for all."),
        ("/stats/compare", {"link": ["one", ""]}, 400, "link is empty; leave it out to ask for all."),
        ("/nothing", {}, 404, ""),
    ],
)
def test_nonsense_is_one_problem(get: Get, path: str, params: dict[str, Any], status: int, said: str) -> None:
    answer = get(path, **params)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert said in answer.get_json()["detail"]


def test_a_key_is_never_logged(get: Get, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level("DEBUG")
    get("/stats", key="key_thisisasecret")
    assert "thisisasecret" not in caplog.text
