"""shorturl: new links, duplicates, taken and impossible keywords, bad targets."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of
from tests.api.conftest import SITE, OpenApi, Program
from tests.faces import add_person, running, visitor

STATE = ("status", "code", "message", "errorCode", "statusCode")
TARGET = "https://example.org/page?a=1&b=2#c"


def test_a_link_without_a_keyword_gets_a_random_one(api: Program) -> None:
    body = api.json(action="shorturl", url=f"  {TARGET}  ")
    slug = body["url"]["keyword"]
    assert body["shorturl"] == f"{SITE}/{slug}"
    assert len(slug) == 6
    link = api.library.find("", slug)
    assert link is not None
    assert link.target == TARGET


def test_a_keyword_or_title_of_0_is_none_and_a_url_of_0_is_none_either(api: Program) -> None:
    """To PHP, a 0 that stands alone is nothing."""
    body = api.json(action="shorturl", url=TARGET, keyword="0", title="0")
    assert (body["status"], len(body["url"]["keyword"]), body["title"]) == ("success", 6, TARGET)
    assert api.json(action="shorturl", url="0")["code"] == "error:nourl"
    assert api.json(action="shorturl", url="0.", keyword="00")["url"]["keyword"] == "00"


def test_where_the_site_counts_keywords_come_in_a_row_and_a_taken_one_is_skipped(open_api: OpenApi) -> None:
    api = open_api(sequential_slugs="yourls", yourls_keywords="36")
    with api.library.writing(None) as editor:
        editor.go_on_from("", 1337)
        editor.create(Draft(target=TARGET, slug="116"))
    made = [api.json(action="shorturl", url=f"{TARGET}{number}")["url"]["keyword"] for number in range(3)]
    assert made == ["115", "117", "118"]
    assert len(api.library.create(Draft(target=TARGET), None).slug) == 6


def test_the_link_belongs_to_who_asked(api: Program) -> None:
    grace = add_person(api.database, "grace", "editor")
    body = api.json(action="shorturl", url=TARGET, username="grace")
    link = api.library.find("", body["url"]["keyword"])
    assert link is not None
    assert (link.owner_id, link.created_by_id) == (grace.id, grace.id)


def test_a_target_that_is_shortened_already_answers_with_its_link_even_under_another_keyword(api: Program) -> None:
    api.json(action="shorturl", url=TARGET, keyword="first", title="First")
    api.count("first", clicks=3, carried=40)
    response = api.ask({"action": "shorturl", "url": TARGET, "keyword": "second", "format": "json"})
    body = response.get_json()
    assert response.status_code == 400
    assert tuple(body) == (*STATE, "url", "title", "shorturl")
    assert [body[key] for key in STATE] == [
        "fail",
        "error:url",
        f"{TARGET} already exists in database (short URL: sho.rt/first)",
        "400",
        "400",
    ]
    assert tuple(body["url"]) == ("keyword", "url", "title", "date", "ip", "clicks")
    assert body["url"] | {"date": ""} == {
        "keyword": "first",
        "url": TARGET,
        "title": "First",
        "date": "",
        "ip": "",
        "clicks": 43,
    }
    assert (body["title"], body["shorturl"]) == ("First", f"{SITE}/first")
    assert api.library.find("", "second") is None


def test_a_duplicate_wins_over_a_taken_keyword(api: Program) -> None:
    api.json(action="shorturl", url=TARGET, keyword="first")
    api.json(action="shorturl", url="https://example.com/", keyword="second")
    assert api.json(action="shorturl", url=TARGET, keyword="second")["code"] == "error:url"


@pytest.mark.parametrize("form", ["simple", "text", "JSON"])
def test_plain_text_shows_the_short_url_of_new_and_old_links(api: Program, form: str) -> None:
    for status in (200, 400):
        response = api.ask({"action": "shorturl", "url": TARGET, "keyword": "first", "format": form})
        assert (response.status_code, response.get_data(as_text=True)) == (status, f"{SITE}/first")


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/page?a=1&b=2#c",
        "https://example.org/page?a=1&b=2",
        "https://www.example.org/page?a=1&b=2#c",
        "https://example.org/page/?a=1&b=2#c",
    ],
)
def test_targets_that_differ_at_all_are_different(api: Program, other: str) -> None:
    api.json(action="shorturl", url=TARGET)
    assert api.json(action="shorturl", url=other)["status"] == "success"


def test_a_deleted_link_is_no_duplicate(api: Program) -> None:
    api.json(action="shorturl", url=TARGET, keyword="first")
    link = api.library.find("", "first")
    assert link is not None
    api.library.delete(link.id, None)
    assert api.json(action="shorturl", url=TARGET)["status"] == "success"
    assert api.json(action="shorturl", url="https://example.com/", keyword="first")["code"] == "error:keyword"


@pytest.mark.parametrize("keyword", ["taken", "old", "admin/x", "static", "/x", "x//y"])
def test_a_keyword_that_can_not_be_had_is_refused(api: Program, keyword: str) -> None:
    taken = api.library.create(Draft(target="https://example.com/", slug="old"), None)
    api.library.edit(taken.id, Edit(slug="taken"), None)
    response = api.ask({"action": "shorturl", "url": TARGET, "keyword": keyword, "format": "json"})
    assert (response.status_code, tuple(response.get_json())) == (400, STATE)
    assert response.get_json() == {
        "status": "fail",
        "code": "error:keyword",
        "message": f"Short URL {keyword} already exists in database or is reserved",
        "errorCode": "400",
        "statusCode": "400",
    }
    assert api.library.by_target(TARGET) == []


@pytest.mark.parametrize(
    ("keyword", "left"),
    [("sp ace", "space"), ("a?b", "ab"), ("nul\0", "nul"), ("dot.", "dot"), ("größe", "gre"), ("x" * 300, "x" * 199)],
)
def test_a_keyword_loses_what_can_not_be_part_of_one(api: Program, keyword: str, left: str) -> None:
    body = api.json(action="shorturl", url=TARGET, keyword=keyword)
    assert (body["status"], body["url"]["keyword"]) == ("success", left)


@pytest.mark.parametrize("keyword", ["???", "   ", "スクラッチ"])
def test_a_keyword_of_which_nothing_is_left_is_refused(api: Program, keyword: str) -> None:
    body = api.json(action="shorturl", url=TARGET, keyword=keyword)
    assert (body["code"], body["message"]) == (
        "error:keyword",
        "Short URL  already exists in database or is reserved",
    )
    assert api.library.by_target(TARGET) == []


@pytest.mark.parametrize("keyword", ["größe", "スクラッチ", "a.b", "scratch_new"])
def test_a_site_may_let_any_keyword_be(open_api: OpenApi, keyword: str) -> None:
    api = open_api(yourls_keywords="any")
    assert api.json(action="shorturl", url=TARGET, keyword=keyword)["url"]["keyword"] == keyword
    refused = api.json(action="shorturl", url="https://example.com/", keyword="sp ace")
    assert refused["code"] == "error:keyword"


@pytest.mark.parametrize("keyword", ["scratch-new", "p/en/rover-go", "CamelCase"])
def test_keywords_as_they_are_printed_can_be_had(api: Program, keyword: str) -> None:
    body = api.json(action="shorturl", url=TARGET, keyword=keyword)
    assert (body["status"], body["url"]["keyword"]) == ("success", keyword)
    assert body["shorturl"].isascii()
    assert api.json(action="expand", shorturl=body["shorturl"])["longurl"] == TARGET


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "example.com:8080/x",
        "http://",
        "https://",
        "x" * 9000,
    ],
)
def test_what_can_not_be_a_target_is_refused(api: Program, url: str) -> None:
    response = api.ask({"action": "shorturl", "url": url, "format": "json"}, method="POST")
    assert (response.status_code, tuple(response.get_json())) == (400, STATE)
    assert (response.get_json()["code"], response.get_json()["message"]) == ("error:nourl", "Missing or malformed URL")
    assert api.json(action="db-stats")["db-stats"]["total_links"] == 0


@pytest.mark.parametrize("url", ["example.org/page", "/absolute", "https://ada:pw@example.org/", "steam://run/1"])
def test_targets_that_only_yourls_takes_are_kept_as_old_ones_until_somebody_changes_them(
    api: Program, url: str
) -> None:
    slug = api.json(action="shorturl", url=url)["url"]["keyword"]
    link = api.library.find("", slug)
    assert link is not None
    assert (link.target, link.legacy) == (url, True)
    assert api.library.edit(link.id, Edit(title="Other"), None).legacy
    with pytest.raises(Refused):
        api.library.edit(link.id, Edit(target=url + "x"), None)
    assert not api.library.edit(link.id, Edit(target=TARGET), None).legacy


def test_a_usual_target_is_no_old_one(api: Program) -> None:
    slug = api.json(action="shorturl", url=TARGET)["url"]["keyword"]
    link = api.library.find("", slug)
    assert link is not None
    assert not link.legacy


def test_a_target_that_was_typed_here_is_found_in_the_spelling_it_was_typed_in(api: Program) -> None:
    api.library.create(Draft(target="https://EXAMPLE.org/Page", slug="typed"), None)
    body = api.json(action="shorturl", url="https://EXAMPLE.org/Page")
    assert (body["code"], body["url"]["keyword"]) == ("error:url", "typed")


def test_a_missing_url_is_a_malformed_one(api: Program) -> None:
    assert api.json(action="shorturl")["code"] == "error:nourl"


@pytest.mark.parametrize(
    "url", ["https://sho.rt/x", "http://SHO.RT./x", "https://sho.rt:443/x", "http://www.sho.rt/x", "//sho.rt/x"]
)
def test_short_urls_of_this_site_are_refused_in_any_spelling(api: Program, url: str) -> None:
    api.library.add_domain("www.sho.rt", alias_of="sho.rt")
    api.library.create(Draft(target=TARGET, slug="x"), None)
    body = api.json(action="shorturl", url=url)
    assert (body["code"], body["message"]) == ("error:noloop", "URL is a short URL")


def test_long_targets_are_cut_in_messages_only(api: Program) -> None:
    target = "https://example.org/" + "x" * 500
    body = api.json(action="shorturl", url=target)
    assert body["message"] == target[:55] + "[...] added to database"
    assert body["url"]["url"] == target


def test_titles_are_cleaned_and_a_link_without_one_shows_its_target(api: Program) -> None:
    titled = api.json(action="shorturl", url=TARGET, title="<b>Big</b>\r\n  news\0 " + "x" * 900)
    assert titled["title"].startswith("Big news xxx")
    assert len(titled["title"]) == 500
    untitled = api.json(action="shorturl", url="https://example.com/")
    assert untitled["title"] == untitled["url"]["title"] == "https://example.com/"
    link = api.library.find("", untitled["url"]["keyword"])
    assert link is not None
    assert link.title == ""


def test_the_same_target_asked_for_many_times_at_once_becomes_one_link(api: Program) -> None:
    api.json(action="version")
    client = api.client.application
    query = {
        "action": "shorturl",
        "url": TARGET,
        "format": "simple",
        "username": "ada",
        "password": "correct horse battery",
    }

    def ask(_: int) -> str:
        return visitor(client).get("/yourls-api.php", base_url=SITE, query_string=query).get_data(as_text=True)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(24)))) == 1
    assert len(api.library.by_target(TARGET)) == 1


def test_a_site_on_an_ipv6_address_and_port_builds_its_short_urls_with_them(
    settings: Settings, database: Database
) -> None:
    with running(replace(settings, base_url="http://[2001:db8::1]:8080"), database) as app:
        add_person(database, "ada")
        program = Program(visitor(app), database, services_of(app).library)
        query = {
            "action": "shorturl",
            "url": TARGET,
            "keyword": "six",
            "username": "ada",
            "password": "correct horse battery",
        }
        response = program.client.get(
            "/yourls-api.php", base_url="http://[2001:db8::1]:8080", query_string={**query, "format": "simple"}
        )
    assert response.get_data(as_text=True) == "http://[2001:db8::1]:8080/six"
