"""Addresses of a short site as YOURLS answers them: with a site set to 301 and its root, as the facts have it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Cookie

from shortener.links.drafts import Draft
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of
from tests.contract.cases import CASES, cases, name
from tests.contract.sections import EXCEPTIONS
from tests.faces import PASSWORD, add_person, running, visitor

pytestmark = pytest.mark.stores("sqlite")
SITE = CASES["loader_routing"]["site"]
ROUTES = [case for case in cases("loader_routing") if ("loader_routing", case["path"]) not in EXCEPTIONS]
# A site is a host: those in a sub-directory are among the exceptions.
REQUESTS = [case for case in cases("get_request") if not urlsplit(case["site"]).path.strip("/")]
PAGES = {"admin/index.php"}


@pytest.fixture
def browser(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    """Signed in, at the site of the facts."""
    settings = replace(settings, base_url=SITE, redirect_status=301, unknown_slug_url=SITE, own_sites=())
    with running(settings, database) as app:
        add_person(database, "ada")
        services_of(app).library.create(Draft(target="https://example.com/x?y=1", slug="abc"), None)
        browser = visitor(app)
        form = {"name": "ada", "password": PASSWORD}
        browser.post("/admin/sign-in", base_url=SITE, data=form, headers={"Sec-Fetch-Site": "same-origin"})
        yield browser
        services_of(app).redirector.close()


@pytest.mark.parametrize("case", ROUTES, ids=name)
def test_a_path_is_answered(browser: FlaskClient, case: dict[str, Any]) -> None:
    answer = browser.get(case["path"], base_url=SITE)
    if case.get("page") == "stats of abc":  # on a page of its own, one step on
        assert answer.status_code == 302
        answer = browser.get(answer.headers["Location"], base_url=SITE)
        assert "https://example.com/x?y=1" in answer.text
    assert answer.status_code == case["status"]
    if "location" in case:
        assert answer.headers["Location"] == case["location"]
    if "header" in case:
        header, _, value = case["header"].partition(" (")[0].partition(": ")
        assert answer.headers[header] == value
    if "type" in case:
        assert answer.mimetype == case["type"]


@pytest.mark.parametrize("case", REQUESTS, ids=name)
def test_a_path_names_what_it_asks_for(settings: Settings, database: Database, case: dict[str, str]) -> None:
    """A link is made of each keyword that the facts find in a path, and the path must lead to it."""
    site, wanted = case["site"].rstrip("/"), case["request"]
    with running(replace(settings, base_url=site), database) as app:
        if "://" not in wanted and wanted not in PAGES:
            services_of(app).library.create(Draft(target="https://example.com/", slug=wanted), None)
        answer = visitor(app).get(case["uri"], base_url=site)
        services_of(app).redirector.close()
    location = answer.headers["Location"]
    if "://" in wanted:
        asked = dict(parse_qsl(urlsplit(location).query))
        assert "".join(asked[part] for part in ("up", "us", "ur")) == wanted
    else:
        assert location == ("/admin/" if wanted in PAGES else "https://example.com/")


def cookie_of(settings: Settings, database: Database, site: str) -> Cookie:
    """What a browser gets that signs in at a site."""
    with running(replace(settings, base_url=site), database) as app:
        add_person(database)
        browser = visitor(app)
        form = {"name": "ada", "password": PASSWORD}
        browser.post("/admin/sign-in", base_url=site, data=form, headers={"Sec-Fetch-Site": "same-origin"})
        found: Cookie = next(iter(browser._cookies.values()))  # type: ignore[union-attr]  # it has no other list of them
        return found


# What the facts say of a cookie, asked of one that a site gave.
COOKIE: Mapping[str, Callable[[Cookie, str], bool]] = {
    "path": lambda cookie, _: cookie.path == CASES["cookies"]["path"],
    "httponly": lambda cookie, _: cookie.http_only is CASES["cookies"]["httponly"],
    "secure": lambda cookie, site: cookie.secure is site.startswith("https"),
    "samesite": lambda cookie, _: cookie.same_site == CASES["cookies"]["samesite"],
    "domain": lambda cookie, _: cookie.origin_only,
    "name_prefix": lambda cookie, site: cookie.key.startswith("__Host-") is site.startswith("https"),
}


@pytest.mark.parametrize("site", ["http://sho.rt", "https://sho.rt", "http://localhost:8000"])
@pytest.mark.parametrize("fact", [fact for fact in CASES["cookies"] if fact != "basis"])
def test_the_cookie_is_as_careful_as_that_of_yourls(
    settings: Settings, database: Database, fact: str, site: str
) -> None:
    assert COOKIE[fact](cookie_of(settings, database, site), site)


def test_robots_may_look_everywhere_and_pages_say_that_they_are_in_no_index(browser: FlaskClient) -> None:
    answer = browser.get("/robots.txt", base_url=SITE)
    assert answer.text == "User-agent: *\nDisallow:\n"
    assert browser.get("/admin/sign-in", base_url=SITE).headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(("path", "name"), [("/abc+", "/abc+"), ("/tel:+441234567890", "/tel:")])
def test_a_route_that_is_different_is_among_the_exceptions(browser: FlaskClient, path: str, name: str) -> None:
    answer = browser.get(path, base_url=SITE)
    assert (answer.status_code, ("routes", name) in EXCEPTIONS) == (302, True)
    assert "up=" not in answer.headers["Location"]
