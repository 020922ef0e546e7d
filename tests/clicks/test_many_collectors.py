"""Two nodes with two collectors each on one database, killed now and then: nothing hangs, is lost or comes double."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener.stores import Database
from tests.clicks.nodes import LINKS, Node, check_all, wait_for_more


@pytest.fixture(
    params=[
        pytest.param((LINKS, LINKS), id="same links"),
        pytest.param((range(1, 5), range(5, 9)), id="other links", marks=pytest.mark.long),
    ]
)
def nodes(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[list[Node]]:
    """Two that share all rollups of links, or only the day of the whole site."""
    url = database.engine.url.render_as_string(hide_password=False)
    nodes = [Node(tmp_path, url, number, links) for number, links in enumerate(request.param)]
    yield nodes
    for node in nodes:
        node.close()


def test_collectors_of_two_nodes_store_each_visit_once_whichever_is_killed(
    nodes: list[Node], database: Database
) -> None:
    for node in nodes:
        node.start(collectors=2)
    for _ in range(3):
        for node in nodes:
            wait_for_more(database, 400)
            node.kill_one()
            node.collect()
    wait_for_more(database, 400)
    for node in nodes:
        node.close()
    assert [node.said() for node in nodes] == ["", ""]
    check_all(database, nodes)
