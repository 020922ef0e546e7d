"""How parameters are read and answers are written, whatever the action."""

import json
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.api.formats import is_callback, to_json, to_xml
from shortener.links.drafts import Draft
from tests.api.conftest import SITE, Program
from tests.faces import PASSWORD

LOGIN = {"username": "ada", "password": PASSWORD}


def test_xml_is_the_default(api: Program) -> None:
    response = api.ask({"action": "version"})
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert (
        response.get_data(as_text=True)
        == '<?xml version="1.0" encoding="UTF-8"?>\n<root><version>1.10.4</version></root>\n'
    )


def test_the_database_version_comes_on_request(api: Program) -> None:
    assert api.json(action="version", db="1") == {"version": "1.10.4", "db_version": "507"}
    assert api.json(action="version", db="2") == {"version": "1.10.4"}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_both_methods_are_served(api: Program, method: str) -> None:
    assert api.ask({"action": "version", "format": "simple"}, method=method).get_data(as_text=True) == "1.10.4"


def test_a_multipart_form_is_read_like_any_other(api: Program) -> None:
    response = api.ask(
        {"action": "version", "format": "simple"}, method="POST", content_type="multipart/form-data; boundary=xyz"
    )
    assert response.get_data(as_text=True) == "1.10.4"


def test_the_form_wins_over_the_query_string_and_the_last_value_over_the_first(api: Program) -> None:
    response = api.client.post(
        "/yourls-api.php?action=version&action=bogus&format=json&format=simple&db=1",
        base_url=SITE,
        data={**LOGIN, "action": ["bogus", "version"], "db": "0"},
    )
    assert (response.status_code, response.get_data(as_text=True)) == (200, "1.10.4")


def test_cookies_and_json_bodies_are_not_parameters(api: Program) -> None:
    api.client.set_cookie("action", "version", domain="sho.rt")
    assert api.ask({"format": "json"}).status_code == 400
    response = api.client.post("/yourls-api.php", base_url=SITE, json={**LOGIN, "action": "version"})
    assert response.status_code == 403


@pytest.mark.parametrize("form", ["JSON", "Xml", "text", "", "php", "\0"])
def test_an_unknown_format_is_plain_text(api: Program, form: str) -> None:
    response = api.ask({"action": "version", "format": form})
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.get_data(as_text=True) == "1.10.4"


def test_a_callback_is_repeated_in_every_structured_format(api: Program) -> None:
    assert api.json(action="version", callback="<b>&x") == {"version": "1.10.4", "callback": "<b>&x"}
    assert api.json(action="version", jsonp="y") == {"version": "1.10.4", "callback": "y"}
    assert api.json(action="version", jsonp="y", callback="x")["callback"] == "x"
    text = api.ask({"action": "version", "callback": "<b>&x"}).get_data(as_text=True)
    assert "<callback>&lt;b&gt;&amp;x</callback>" in text
    assert api.ask({"action": "version", "callback": "x", "format": "simple"}).get_data(as_text=True) == "1.10.4"


def test_a_script_without_a_callback_gets_brackets_alone(api: Program) -> None:
    response = api.ask({"action": "version", "format": "jsonp"})
    assert response.get_data(as_text=True) == '({"version":"1.10.4"})'


def test_a_script_may_be_loaded_by_other_sites_and_nothing_is_kept(api: Program) -> None:
    headers = api.ask({"action": "version", "format": "jsonp", "callback": "cb"}).headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("name", "usable"),
    [
        ("__yourls123_jsonp[456]", True),
        ("a[1][2]", True),
        ("a[b]", False),
        ("a\n", False),
        ("x" * 256, False),
        ("é", False),
    ],
)
def test_names_that_script_libraries_make_are_callbacks(name: str, usable: bool) -> None:
    assert is_callback(name) is usable


def test_json_is_written_as_simple_readers_expect(api: Program) -> None:
    api.library.create(Draft(target="https://example.org/", slug="größe"), None)
    text = api.ask({"action": "expand", "shorturl": "größe", "format": "json"}).get_data(as_text=True)
    assert text.startswith('{"keyword":"gr\\u00f6\\u00dfe","shorturl":"https:\\/\\/sho.rt\\/gr%C3%B6%C3%9Fe",')


@given(st.dictionaries(st.sampled_from(["message", "url", "title"]), st.text()))
def test_any_text_survives_json(body: dict[str, str]) -> None:
    assert json.loads(to_json(body)) == body


@given(st.text())
def test_any_text_makes_well_formed_xml(text: str) -> None:
    root = ET.fromstring(to_xml({"message": text, "inner": {"again": text}}).encode())
    assert (root.findtext("message") or "") == (root.findtext("inner/again") or "")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1))
def test_printable_text_survives_xml(text: str) -> None:
    root = ET.fromstring(to_xml({"message": text}).encode())
    assert root.findtext("message") == text


@pytest.mark.parametrize("action", ["", "SHORTURL", "contract", "__init__"])
def test_an_unknown_action_is_named_as_such(api: Program, action: str) -> None:
    assert api.json(action=action) == {"errorCode": "400", "message": 'Unknown or missing "action" parameter'}


def test_a_huge_form_is_refused(api: Program) -> None:
    response = api.ask({"action": "shorturl", "url": "x" * 2_000_000}, method="POST")
    assert response.status_code == 413
