"""The REST API behind the server that people run: bodies in chunks, and slashes of slugs as they were sent."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.live import Site, running

JSON = {"Content-Type": "application/json"}
PIECE = 65_536


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("chunks")) as site:
        yield site


@pytest.fixture(scope="module")
def key(site: Site) -> str:
    made = site.run("key", "add", "admin", "test", "--scope", "links:write", "--scope", "links:read", "--json")
    return str(json.loads(made.stdout)["key"])


def ask(site: Site, key: str, method: str, path: str, pieces: list[bytes] | None = None) -> tuple[int, Any]:
    """Status and JSON; a list of pieces is sent in chunks."""
    connection = http.client.HTTPConnection("::1", site.port, timeout=20)
    headers = {"Host": f"localhost:{site.port}", "Authorization": f"Bearer {key}", **JSON}
    connection.request(method, f"/api/v1{path}", iter(pieces) if pieces else None, headers, encode_chunked=bool(pieces))
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    return answer.status, body


def test_a_body_in_chunks_is_read_whole(site: Site, key: str) -> None:
    sent = json.dumps({"target": "https://example.org/", "slug": "in/pieces", "notes": "x" * 9000}).encode()
    status, link = ask(site, key, "POST", "/links", [sent[:10], sent[10:5000], sent[5000:]])
    assert (status, link["slug"], len(link["notes"])) == (201, "in/pieces", 9000)


def test_a_body_in_chunks_has_its_bound_too(site: Site, key: str) -> None:
    begun = b'{"target":"https://example.org/","slug":"long"}'
    status, refusal = ask(site, key, "POST", "/links", [begun, *[b" " * PIECE] * 20])
    assert (status, refusal["status"]) == (413, 413)
    assert ask(site, key, "GET", "/links/long")[0] == 404


def test_an_encoded_slash_is_the_slug_s(site: Site, key: str) -> None:
    sent = json.dumps({"target": "https://example.org/", "slug": "a/stats"}).encode()
    assert ask(site, key, "POST", "/links", [sent])[0] == 201
    for path in ("/links/a%2Fstats", "/links/a%2fstats"):
        status, link = ask(site, key, "GET", path)
        assert (status, link["slug"]) == (200, "a/stats")
    status, refusal = ask(site, key, "GET", "/links/a/stats")  # the statistics of a, which this key isn't for
    assert (status, refusal["code"]) == (403, "scope")
