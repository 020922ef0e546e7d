"""A person's own keys for programs: made with what they may do, shown once, ended, and nobody else's."""

import re

from shortener.accounts import keys, people
from shortener.stores import Database
from tests.admin.conftest import SITE, Browser, SignedIn, value_of, words


def make(browser: Browser, *scopes: str, name: str = "sheet") -> tuple[int, str]:
    form = {"name": name, "scope": list(scopes)}
    answer = browser.client.post("/admin/account/keys", base_url=SITE, data=form, headers={"Origin": SITE})
    found = re.search(r'<code id="made" dir="ltr">([^<]+)</code>', answer.text)
    return answer.status_code, found[1] if found else ""


def test_a_key_is_shown_once_opens_what_was_ticked_and_ends(ada: Browser, database: Database) -> None:
    status, key = make(ada, "stats:read", "links:read")
    assert status == 200
    assert key not in ada.get("/admin/account/keys").text
    assert "sheet Read numbers of clicks · Read links" in words(ada.get("/admin/account/keys"))
    caller = keys.look_up(database, key)
    assert caller is not None
    assert (caller.has("stats:read"), caller.has("links:write")) == (True, False)
    assert ada.post("/admin/account/keys/end", id="1").status_code == 303
    assert keys.look_up(database, key) is None
    assert ada.post("/admin/account/keys/end", id="1").status_code == 404


def test_a_key_of_somebody_else_is_not_seen_and_not_ended(
    ada: Browser, signed_in: SignedIn, database: Database
) -> None:
    _, key = make(ada, "stats:read")
    grace = signed_in("grace", "editor")
    assert "sheet" not in words(grace.get("/admin/account/keys"))
    for number in ("1", "x", ""):
        assert grace.post("/admin/account/keys/end", id=number).status_code == 404
    assert keys.look_up(database, key) is not None


def test_what_can_be_no_key_is_refused_with_its_name_kept(ada: Browser) -> None:
    assert make(ada)[0] == 422
    answer = ada.post("/admin/account/keys", name="x" * 65, scope="stats:read")
    assert (answer.status_code, value_of(answer, "name")) == (422, "x" * 65)
    assert make(ada, "emperor")[0] == 422


def test_only_an_admin_makes_one_for_everything_and_who_is_kept_is_told_what_theirs_opens(
    ada: Browser, signed_in: SignedIn, database: Database
) -> None:
    assert make(ada, "admin")[0] == 200
    ed = signed_in("ed", "editor")
    assert make(ed, "admin")[0] == 403
    with database.write() as session:
        people.keep_to_own(session, "ed", own_links_only=True)
    assert "kept to your own links, and so is a key of yours" in words(ed.get("/admin/account/keys"))
    assert make(ed, "stats:read")[0] == 200


def test_two_keys_of_one_person_have_different_names(ada: Browser, signed_in: SignedIn) -> None:
    assert [make(ada, "stats:read")[0] for _ in range(2)] == [200, 422]
    assert "has a key sheet already" in words(ada.post("/admin/account/keys", name=" sheet ", scope="stats:read"))
    assert make(signed_in("ed", "editor"), "stats:read")[0] == 200
    assert ada.post("/admin/account/keys/end", id="1").status_code == 303
    assert make(ada, "stats:read")[0] == 200
