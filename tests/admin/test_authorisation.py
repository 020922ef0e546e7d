"""Every role at every route of the admin, taken from the route map: what the rule of the route says, and no more."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from shortener.accounts import people
from shortener.accounts.roles import ROLES, may
from shortener.accounts.tables import Person
from shortener.admin.frame import OPEN, _actions
from shortener.stores import Database
from tests.admin.conftest import Browser, SignedIn

LAST = "admin.sign_out"


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and path with 9 for any number; the one that ends the sign-in comes last."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    for rule in sorted(rules, key=lambda rule: (rule.endpoint == LAST, rule.rule)):
        for method in (rule.methods or set()) & {"GET", "POST"}:
            yield rule.endpoint, method, re.sub(r"<\w+:\w+>", "9", rule.rule)


def test_every_route_has_a_rule(app: Flask) -> None:
    assert {endpoint for endpoint, _, _ in routes(app)} - OPEN == set(_actions)


@pytest.mark.parametrize("role", [*ROLES, "kept editor"])
def test_each_role_gets_past_the_guard_exactly_where_its_rule_says(
    app: Flask, signed_in: SignedIn, add_person: Callable[..., Person], database: Database, role: str
) -> None:
    add_person("somebody")
    browser = signed_in("ada", role.rsplit(maxsplit=1)[-1])
    with database.write() as session:
        ada = people.keep_to_own(session, "ada", own_links_only="kept" in role)
    wrong = [
        (method, path)
        for endpoint, method, path in routes(app)
        if endpoint not in OPEN and _passes(browser, method, path) != may(ada, _actions[endpoint])
    ]
    assert wrong == []


def _passes(browser: Browser, method: str, path: str) -> bool:
    answer = browser.get(path) if method == "GET" else browser.post(path)
    assert answer.status_code < 500, path
    assert not answer.headers.get("Location", "").startswith("/admin/sign-in?"), path
    return answer.status_code != 403
