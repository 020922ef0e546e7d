"""Remarks on a link's chart over REST: written, listed and taken off, each of a link that the asker reaches."""

from typing import Any

import pytest

from shortener.accounts import people
from tests.api.program import Rest, problem, told

DAY = {"at": "2026-05-03T12:00:00+02:00", "words": "Newsletter sent"}


@pytest.fixture(autouse=True)
def link(rest: Rest) -> None:
    rest.post("/links", {"target": "https://example.org/", "slug": "one"})


def test_one_is_written_listed_and_taken_off(rest: Rest) -> None:
    made = rest.post("/links/one/remarks", DAY)
    assert (made["number"], made["at"], made["words"], made["by"]) == (
        1,
        "2026-05-03T10:00:00.000Z",
        "Newsletter sent",
        "ada",
    )
    later = rest.post("/links/one/remarks", {"at": "2026-06-01T00:00:00Z", "words": "Poster"})
    assert rest.get("/links/one/remarks") == {"remarks": [later, made]}
    assert told(rest.ask("DELETE", "/remarks/1"), 200) == made
    assert rest.get("/links/one/remarks") == {"remarks": [later]}
    for number in ("1", "77", "9" * 25):
        assert rest.ask("DELETE", f"/remarks/{number}").status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"at": "2026-05-03T12:00:00", "words": "x"}, DAY | {"words": ""}, DAY | {"words": "x" * 121}]
)
def test_what_is_no_remark_is_refused(rest: Rest, body: dict[str, Any]) -> None:
    assert rest.ask("POST", "/links/one/remarks", body).status_code == 400
    assert problem(rest.ask("POST", "/links/one/remarks", DAY | {"words": "a\nb"}), 422) == "bad"
    for at in ("0001-01-01T00:00:00+23:59", "1969-12-31T00:00:00Z", "9999-12-31T23:59:59-23:59"):
        assert problem(rest.ask("POST", "/links/one/remarks", DAY | {"at": at}), 422) == "bad"
    assert rest.ask("POST", "/links/two/remarks", DAY).status_code == 404


def test_those_of_others_are_not_there_for_who_has_their_own_links_only(rest: Rest) -> None:
    rest.post("/links/one/remarks", DAY)
    key = rest.make_key("ed", ["links:read", "links:write"])
    with rest.database.write() as session:
        people.keep_to_own(session, "ed", own_links_only=True)
    assert rest.ask("GET", "/links/one/remarks", key=key).status_code == 404
    assert rest.ask("DELETE", "/remarks/1", key=key).status_code == 404
    assert len(rest.get("/links/one/remarks")["remarks"]) == 1
