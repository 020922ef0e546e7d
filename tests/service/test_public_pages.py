"""The pages that anyone sees, as the application serves them: styled, private, and found under every host of ours."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from shortener.app import create_app
from shortener.links.drafts import Draft
from shortener.prepare import prepare
from shortener.settings import Settings
from shortener.web.services import services_of


@pytest.fixture
def browser(settings: Settings) -> Iterator[FlaskClient]:
    prepare(settings, lambda _: None)
    app = create_app(settings)
    yield app.test_client()
    own = services_of(app)
    own.redirector.close()
    own.database.close()


@pytest.mark.parametrize("path", ["/", "/no-such-link"])
def test_a_page_has_its_style_and_nothing_from_elsewhere(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    assert browser.get(sheet).content_type.startswith("text/css")
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)
    assert "Set-Cookie" not in answer.headers


def test_robots_may_read_all_but_the_admin(browser: FlaskClient) -> None:
    assert browser.get("/robots.txt").text == "User-agent: *\nDisallow:\n"


def test_browsers_get_an_answer_to_their_question_for_an_icon(browser: FlaskClient) -> None:
    answer = browser.get("/favicon.ico")
    assert (answer.status_code, answer.mimetype, answer.data[:6]) == (200, "image/gif", b"GIF89a")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_a_plus_leads_to_the_page_about_the_link_under_every_local_name(browser: FlaskClient, host: str) -> None:
    link = services_of(browser.application).library.create(Draft(target="https://example.org/", slug="a"), None)
    answer = browser.get("/a+", headers={"Host": host})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/links/{link.id}")


def test_a_slug_takes_no_form(browser: FlaskClient) -> None:
    services_of(browser.application).library.create(Draft(target="https://example.org/", slug="a"), None)
    assert browser.post("/a", headers={"Origin": "http://localhost"}).status_code == 405
