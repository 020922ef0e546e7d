"""A batch costs about as many statements as one change does: 200 links are made, changed or deleted together."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from shortener.settings import Settings
from shortener.stores import Database
from tests.api.program import Rest, rest_of

TARGET = "https://example.org/"
SLUGS = [f"s{number}" for number in range(200)]
LINK = {"target": TARGET, "tags": ["a", "b"], "owner": "ed"}
MOST = 60


@pytest.fixture
def rest(settings: Settings, database: Database) -> Iterator[Rest]:
    with rest_of(replace(settings, fetch_titles=True), database) as program:
        yield program


def statements(rest: Rest, database: Database, items: list[dict[str, Any]]) -> int:
    asked: list[object] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    found = rest.post("/batch", {"items": items}, status=200)
    assert (found["done"], found["refused"]) == (len(items), 0)
    return len(asked)


def test_many_links_take_few_statements(rest: Rest, database: Database) -> None:
    kinds: list[list[dict[str, Any]]] = [
        [{"do": "create", "link": LINK | {"slug": slug}} for slug in SLUGS],
        [{"do": "create", "link": LINK} for _ in SLUGS],
        [{"do": "upsert", "slug": slug, "link": {"target": f"{TARGET}2"}} for slug in SLUGS],
        [{"do": "edit", "slug": slug, "changes": {"tags": ["c"], "title": "T"}} for slug in SLUGS],
        [{"do": "delete", "slug": slug} for slug in SLUGS],
    ]
    for items in kinds:
        assert statements(rest, database, items) < MOST, items[0]
