"""A word that the operator keeps back is refused at every door: over REST, alone and among many, and in the admin."""

from dataclasses import replace

import pytest

from shortener.settings import Settings
from shortener.stores import Database
from tests.api.program import SITE, problem, rest_of
from tests.faces import PASSWORD

pytestmark = pytest.mark.stores("sqlite")
TARGET = "https://example.org/"


def test_rest_and_the_admin_say_that_it_is_reserved(settings: Settings, database: Database) -> None:
    kept = replace(settings, fetch_titles=False, reserved_slugs=("sale",))
    with rest_of(kept, database) as rest:
        rest.post("/links", {"target": TARGET, "slug": "other"})
        assert problem(rest.ask("POST", "/links", {"target": TARGET, "slug": "sale"}), 422) == "reserved"
        assert problem(rest.ask("PATCH", "/links/other", {"slug": "sale"}), 422) == "reserved"
        rest.client.post(
            "/admin/sign-in",
            base_url=SITE,
            data={"name": "ada", "password": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        said = rest.client.post("/admin/check", base_url=SITE, data={"slug": "sale"}, headers={"Origin": SITE})
        assert "is reserved (SHORTENER_RESERVED_SLUGS)" in said.text
