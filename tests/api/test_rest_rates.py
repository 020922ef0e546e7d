"""How often a key may ask: told in every answer, refused beyond it, and counted for all workers of a node together."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shortener.accounts import rates
from shortener.clock import now_ms
from shortener.settings import Settings
from shortener.stores import Database
from tests.api.program import Rest, problem, rest_of

LIMIT = 5


@pytest.fixture
def limited(settings: Settings, database: Database) -> Iterator[Rest]:
    with rest_of(replace(settings, fetch_titles=False, api_rate=LIMIT), database) as rest:
        yield rest


def test_every_answer_says_what_is_left_and_one_too_many_is_refused(limited: Rest) -> None:
    found = [limited.ask("GET", path) for path in ("/links", "/nothing", "/links/none", "/stats", "/keys", "/tags")]
    left = [answer.headers.get("RateLimit-Remaining") for answer in found]
    assert left == ["4", None, "3", "2", "1", "0"]
    assert found[0].headers["RateLimit-Limit"] == "5"
    assert found[0].headers["RateLimit-Policy"] == "5;w=60"
    refused = limited.ask("POST", "/links", {"target": "https://example.org/"})
    assert problem(refused, 429) == "rate"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert refused.headers["RateLimit-Reset"] == refused.headers["Retry-After"]


def test_each_key_has_its_own_count_and_refusals_count_too(limited: Rest) -> None:
    other = limited.make_key("ed", ["stats:read"])
    for _ in range(LIMIT):
        assert problem(limited.ask("GET", "/links", key=other), 403) == "scope"
    assert problem(limited.ask("GET", "/links", key=other), 429) == "rate"
    assert limited.ask("GET", "/links").status_code == 200


def test_a_minute_later_all_are_left_again(limited: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(LIMIT + 1):
        answer = limited.ask("GET", "/links")
    assert answer.status_code == 429
    later = now_ms() + rates.WINDOW_SECONDS * 1000
    monkeypatch.setattr(rates, "now_ms", lambda: later)
    assert limited.ask("GET", "/links").headers["RateLimit-Remaining"] == str(LIMIT - 1)


def test_without_a_limit_nothing_is_counted(settings: Settings, database: Database) -> None:
    with rest_of(replace(settings, api_rate=0), database) as rest:
        assert "RateLimit-Limit" not in rest.ask("GET", "/links").headers
        assert not settings.rates_file.exists()


def test_what_asks_without_a_key_is_not_counted(limited: Rest) -> None:
    for _ in range(LIMIT + 2):
        assert problem(limited.ask("GET", "/links", key="key_wrong"), 401) == "unauthorized"


COUNT = "import sys, pathlib; from shortener.accounts import rates\n"
COUNT += "for _ in range(100): rates.take(pathlib.Path(sys.argv[1]), 7, 1000)"


def test_workers_count_together_and_keys_that_share_a_place_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "rates"
    crowd = [subprocess.Popen([sys.executable, "-c", COUNT, str(path)]) for _ in range(3)]
    assert [worker.wait(30) for worker in crowd] == [0, 0, 0]
    found = rates.take(path, 7, 1000)
    assert found is not None
    assert found.remaining == 1000 - 301
    other = rates.take(path, 7 + rates.PLACES, 1000)
    assert other is not None
    assert other.remaining == 999


def test_where_it_can_not_be_counted_nobody_is_refused(tmp_path: Path) -> None:
    assert rates.take(tmp_path / "no" / "folder", 1, 1) is None
