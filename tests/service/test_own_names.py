"""No page of the shortener itself can ever stand where a slug is printed."""

from collections.abc import Iterator

import pytest

from shortener.app import create_app
from shortener.net.paths import is_own_page
from shortener.prepare import prepare
from shortener.settings import Settings
from shortener.web.services import services_of

OPEN = {"/", "/<any:_path>"}  # the home page, and the slug's own view


@pytest.fixture
def routes(settings: Settings) -> Iterator[set[str]]:
    prepare(settings, lambda _said: None)
    app = create_app(settings)
    yield {rule.rule for rule in app.url_map.iter_rules()}
    services_of(app).database.close()


def test_every_route_lies_under_a_name_that_no_slug_may_have(routes: set[str]) -> None:
    assert routes >= OPEN
    fixed = {route.partition("<")[0].strip("/") for route in routes - OPEN}
    assert [name for name in fixed if not is_own_page(name)] == []


def test_every_face_is_there(routes: set[str]) -> None:
    assert routes >= {"/admin/", "/yourls-api.php", "/healthz", "/readyz", "/robots.txt", "/favicon.ico"}
