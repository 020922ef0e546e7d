"""expand and url-stats: a link is found by keyword or by any form of its short URL."""

import pytest

from shortener.links.drafts import Draft, Edit
from tests.api.conftest import SITE, Program

TARGET = "https://example.org/ünïcode?a=1"


@pytest.fixture(autouse=True)
def _link(api: Program) -> None:
    api.library.create(Draft(target=TARGET, slug="p/en/größe", title="Größe"), None)


def test_expand_tells_the_target(api: Program) -> None:
    response = api.ask({"action": "expand", "shorturl": "p/en/größe", "format": "json"})
    assert response.status_code == 200
    assert list(response.get_json().items()) == [
        ("keyword", "p/en/größe"),
        ("shorturl", f"{SITE}/p/en/gr%C3%B6%C3%9Fe"),
        ("longurl", TARGET),
        ("title", "Größe"),
        ("message", "success"),
        ("statusCode", "200"),
    ]
    assert api.ask({"action": "expand", "shorturl": "p/en/größe", "format": "simple"}).get_data(as_text=True) == TARGET


def test_url_stats_tell_the_clicks(api: Program) -> None:
    api.count("p/en/größe", clicks=2, carried=5)
    body = api.json(action="url-stats", shorturl="p/en/größe")
    assert list(body) == ["statusCode", "message", "link"]
    assert (body["statusCode"], body["message"]) == ("200", "success")
    assert list(body["link"]) == ["shorturl", "url", "title", "timestamp", "ip", "clicks"]
    assert (body["link"]["url"], body["link"]["ip"], body["link"]["clicks"]) == (TARGET, "", 7)


@pytest.mark.parametrize(
    "form",
    [
        "https://sho.rt/p/en/größe",
        "http://sho.rt/p/en/größe",
        "HTTPS://SHO.RT/p/en/gr%C3%B6%C3%9Fe",
        "https://sho.rt:443/p%2Fen/größe",
        "https://www.sho.rt/p/en/größe",
        "https://sho.rt/p/en/größe/",
        "https://sho.rt/p/en/größe?utm=1#top",
        "  p/en/größe ",
        "p/en/gro\u0308ße",
    ],
)
@pytest.mark.parametrize("action", ["expand", "url-stats"])
def test_any_form_of_the_short_url_finds_the_link(api: Program, form: str, action: str) -> None:
    api.library.add_domain("www.sho.rt", alias_of="sho.rt")
    assert api.json(action=action, shorturl=form)["statusCode"] == "200"


def test_a_link_of_another_domain_is_found_by_its_url_only(api: Program) -> None:
    api.library.add_domain("rptl.io")
    api.library.create(Draft(target="https://example.com/", slug="other", domain="rptl.io"), None)
    assert api.json(action="expand", shorturl="http://rptl.io/other")["shorturl"] == "https://rptl.io/other"
    assert api.json(action="expand", shorturl="other")["errorCode"] == "404"


@pytest.mark.parametrize(
    ("form", "keyword"),
    [
        ("", ""),
        ("P/EN/größe", "P/EN/größe"),
        ("https://sho.rt/nope", "nope"),
        ("https://elsewhere.example/p/en/größe", "p/en/größe"),
        ("https://sho.rt/", ""),
        ("https://[bad/x", "x"),
        ("nul\0", "nul\0"),
        ("x" * 5000, "x" * 5000),
        ("https://sho.rt/" + "x" * 5000, "x" * 5000),
        ("https://sho.rt/%FF", "%FF"),
    ],
)
def test_what_leads_nowhere_is_not_found(api: Program, form: str, keyword: str) -> None:
    expanded = api.ask({"action": "expand", "shorturl": form, "format": "json"})
    assert expanded.status_code == 404
    assert expanded.get_json() == {"keyword": keyword, "message": "Error: short URL not found", "errorCode": "404"}
    stats = api.ask({"action": "url-stats", "shorturl": form, "format": "json"})
    assert stats.status_code == 404
    assert stats.get_json() == {"statusCode": "404", "message": "Error: short URL not found"}


def test_a_renamed_link_is_found_by_its_old_name_and_a_deleted_one_by_none(api: Program) -> None:
    link = api.library.create(Draft(target="https://example.com/", slug="old"), None)
    api.library.edit(link.id, Edit(slug="new"), None)
    assert api.json(action="expand", shorturl="old")["shorturl"] == f"{SITE}/new"
    api.library.delete(link.id, None)
    assert api.json(action="expand", shorturl="old")["errorCode"] == "404"
    assert api.json(action="expand", shorturl="new")["errorCode"] == "404"


def test_statistics_need_a_structured_format(api: Program) -> None:
    for shorturl, status in (("p/en/größe", 200), ("nope", 404)):
        response = api.ask({"action": "url-stats", "shorturl": shorturl, "format": "simple"})
        assert response.status_code == status
        assert response.get_data(as_text=True) == "Need either XML or JSON format for stats"
