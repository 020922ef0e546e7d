"""Whatever goes wrong under /api/v1 is told as RFC 9457 says: no such address, wrong method, too large, no JSON."""

import gzip
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from shortener.api.v1 import listing
from shortener.settings import Settings
from shortener.stores import Database, open_database
from tests.api.program import SITE, Rest, problem, rest_of

JSON = "application/json"


def test_what_is_not_there_is_a_problem_for_every_method(rest: Rest) -> None:
    for path in ("/nothing", "/keys/x", "/links/", "/stats/nothing", "/links//stats"):
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            assert problem(rest.ask(method, path, key=""), 404) == "missing"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/links", "GET, HEAD, OPTIONS, POST"),
        ("GET", "/batch", "OPTIONS, POST"),
        ("POST", "/links/a/b", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("GET", "/links/a/b/restore", "OPTIONS, POST"),
        ("TRACE", "/stats", "GET, HEAD, OPTIONS"),
        ("DELETE", "/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(
    rest: Rest, method: str, path: str, allowed: str
) -> None:
    answer = rest.ask(method, path)
    assert (problem(answer, 405), answer.headers["Allow"]) == ("method", allowed)
    options = rest.ask("OPTIONS", path, key="")
    assert (options.status_code, options.headers["Allow"]) == (204, allowed)


def send(rest: Rest, data: bytes, kind: str = JSON, path: str = "/links") -> TestResponse:
    headers = {"Authorization": f"Bearer {rest.key}", "Content-Type": kind}
    return rest.client.post(f"/api/v1{path}", base_url=SITE, data=data, headers=headers)


BODIES = (
    (b"{", JSON, 400),
    (b"", JSON, 400),
    (b'{"target":"\xff"}', JSON, 400),
    (b'{"target":"\xc0\xaf"}', JSON, 400),
    (b'{"target":"\\ud800"}', JSON, 400),
    (b"[" * 100_000, JSON, 400),
    (b'{"title":' + b"[" * 100_000, JSON, 400),
    (gzip.compress(b"{}", mtime=0), JSON, 400),
    (b'{"target":"https://a.example/"}', "text/plain", 415),
    (b'{"target":"https://a.example/"}', "", 415),
    (b"target=https://a.example/", "application/x-www-form-urlencoded", 415),
    (b" " * (10 << 20), JSON, 413),
)


def test_a_body_that_can_not_be_read_is_a_problem(rest: Rest) -> None:
    for data, kind, status in BODIES:
        assert problem(send(rest, data, kind), status) in {"bad-body", "too-large", "media-type"}, data[:40]
    assert rest.get("/links")["total"] == 0


def test_only_a_batch_may_be_long(rest: Rest) -> None:
    item = b'{"do":"create","link":{"target":"https://a.example/","notes":"' + b"x" * 9000 + b'"}}'
    batch = b'{"items":[' + b",".join([item] * 200) + b"]}"
    assert len(batch) > 1 << 20
    assert send(rest, batch, path="/batch").status_code == 200
    assert problem(send(rest, batch + b" " * (8 << 20), path="/batch"), 413) == "too-large"


def test_a_fault_of_our_own_is_a_problem_without_a_traceback(rest: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(listing, "walk")
    answer = rest.ask("GET", "/links")
    assert problem(answer, 500) == "broken"
    assert "walk" not in answer.get_data(as_text=True)


def test_another_host_is_a_problem_too(rest: Rest) -> None:
    answer = rest.client.get("/api/v1/links", base_url="http://elsewhere.example")
    assert problem(answer, 421) == "host"


@pytest.mark.parametrize("raw", ["?search=%00", "?domain=a%00b", "?cursor=%00", "?owner=%00", "?nothing=%00"])
def test_what_no_text_has_is_a_problem(rest: Rest, raw: str) -> None:
    assert problem(rest.ask("GET", "/links", raw=raw), 400) == "bad-question"


def test_a_database_that_is_away_is_a_problem_with_a_time_to_wait(settings: Settings, database: Database) -> None:
    with rest_of(replace(settings, fetch_titles=False), database) as rest, pytest.MonkeyPatch.context() as changed:
        parts = rest.client.application.extensions
        changed.setitem(parts, "shortener", replace(parts["shortener"], database=_gone(settings)))
        answer = rest.ask("GET", "/stats")
        assert problem(answer, 503) == "away"
        assert answer.headers["Retry-After"] == "5"


def _gone(settings: Settings) -> Database:
    return open_database(f"sqlite:///{settings.data_dir}/none/none.db")
