"""What broken and hostile programs send: each gets a plain refusal or a clean link, and nothing else happens."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from shortener.web.services import services_of
from tests.api.conftest import SITE, Program

pytestmark = pytest.mark.stores("sqlite")
LOGIN = "username=ada&password=correct+horse+battery"


def get(api: Program, query: str) -> TestResponse:
    return api.client.get(f"/yourls-api.php?{LOGIN}&{query}", base_url=SITE)


def post(api: Program, body: bytes, kind: str = "application/x-www-form-urlencoded") -> TestResponse:
    return api.client.post(f"/yourls-api.php?{LOGIN}", base_url=SITE, data=body, content_type=kind)


def _texts(xml: bytes) -> Iterator[tuple[str, str]]:
    return ((one.tag, one.text or "") for one in ET.fromstring(xml))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/%FF%FE",  # not UTF-8 at all
        "https://example.org/%C0%AF",  # a slash in too many bytes
        "https://example.org/%E0%80%AF",
        "https://example.org/%ED%A0%80",  # half of a pair
        "https://example.org/%F4%90%80%80",  # beyond Unicode
        "%B3%B9%A4l",  # Big5
    ],
)
def test_bytes_that_are_no_utf8_stay_encoded_in_a_url(api: Program, url: str) -> None:
    asked = f"action=shorturl&format=json&url={url}"
    first, second = get(api, asked), post(api, asked.encode())
    assert (first.status_code, first.get_json()["url"]["url"]) == (200, url)
    assert second.get_json()["code"] == "error:url"
    headers = api.client.get(f"/{first.get_json()['url']['keyword']}", base_url=SITE).headers
    assert headers["Location"] == url
    services_of(api.client.application).redirector.close()


@pytest.mark.parametrize(("part", "kept"), [("keyword", "aFFbc"), ("title", "a%FFbc")])
def test_and_elsewhere_as_far_as_they_may(api: Program, part: str, kept: str) -> None:
    body = get(api, f"action=shorturl&format=json&url=https://example.org/&{part}=a%FFb%00c").get_json()
    assert (body["status"], body["url"][part]) == ("success", kept)


@pytest.mark.parametrize("url", ["https://example.org/%00", "https://exa%00mple.org/%00"])
def test_nul_is_cleaned_away(api: Program, url: str) -> None:
    body = get(api, f"action=shorturl&format=json&url={url}").get_json()
    assert body["url"]["url"] == "https://example.org/"


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/plain"]
)
def test_a_body_of_ten_megabytes_is_refused(api: Program, kind: str) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="url"\r\n\r\n' if "multipart" in kind else b"url="
    answer = post(api, head + b"x" * 10_000_000, kind)
    assert answer.status_code in ({413} if "form" in kind else {413, 400})
    assert b"Traceback" not in answer.data


@pytest.mark.parametrize(
    "body", [b"--x", b"--x\r\n", b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\nversion', b"\xff\xfe--y"]
)
def test_a_form_in_parts_that_breaks_off_is_no_action(api: Program, body: bytes) -> None:
    answer = post(api, body, "multipart/form-data; boundary=x")
    assert answer.status_code in {200, 400}
    assert b"Traceback" not in answer.data


def test_a_form_with_thousands_of_fields_is_read_or_refused_at_once(api: Program) -> None:
    answer = post(api, b"&".join(b"f%d=1" % number for number in range(50_000)))
    assert answer.status_code in {400, 413}


def test_of_a_parameter_that_comes_twice_the_last_one_counts_and_the_form_before_the_query(api: Program) -> None:
    assert get(api, "action=bogus&format=xml&action=version&format=simple").get_data(as_text=True) == "1.10.4"
    url, form = f"/yourls-api.php?{LOGIN}&action=stats&format=json", b"action=x&action=version&format=simple"
    kind = "application/x-www-form-urlencoded"
    answer = api.client.post(url, base_url=SITE, data=form, content_type=kind)
    assert answer.get_data(as_text=True) == "1.10.4"


@pytest.mark.parametrize(
    "name",
    [
        "alert(1)//",
        "a;alert",
        "</script><script>",
        "cb\\u0028",
        "u0061lert",
        "a%0aalert",
        "[0]",
        "a[-1]",
        "a[0]b",
        "cb" + "x" * 300,
        "\N{LATIN SMALL LETTER E WITH ACUTE}",
    ],
)
def test_a_callback_can_not_carry_a_script(api: Program, name: str) -> None:
    for form in ("jsonp", "json", "xml"):
        answer = api.ask({"action": "version", "format": form, "callback": name})
        if form == "jsonp":
            told = {"errorCode": "400", "error": "Invalid callback parameter"}
            assert (answer.status_code, json.loads(answer.data)) == (400, told)
        else:
            assert answer.status_code == 200
            assert answer.mimetype in {"application/json", "application/xml"}
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            told = json.loads(answer.data) if form == "json" else dict(_texts(answer.data))
            assert told == {"version": "1.10.4", "callback": name}


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>Hello", "<img src=x onerror=y>Hello", "a\r\nHello", "]]>Hello"]
)
def test_a_title_is_text_in_every_format(api: Program, title: str) -> None:
    api.json(action="shorturl", url="https://example.org/", keyword="ex", title=title)
    root = ET.fromstring(api.ask({"action": "expand", "shorturl": "ex"}).data)
    told = root.findtext("title") or ""
    assert told.endswith("Hello")
    assert "<" not in told


HOSTILE = [
    ("limit", "99999999999999999999999"),
    ("limit", "-1"),
    ("limit", "1e9"),
    ("start", "99999999999999999999999"),
    ("filter", "top' OR 1=1 --"),
    ("shorturl", "' OR 1=1 --"),
    ("shorturl", "x" * 5000),
    ("shorturl", "https://sho.rt/" + "%" * 500),
    ("shorturl", "\0"),
]


@pytest.mark.stores("sqlite", "postgresql")
@pytest.mark.parametrize("action", ["stats", "url-stats", "expand", "list", "delete", "shorturl_analytics"])
def test_no_value_of_a_parameter_breaks_an_action(api: Program, action: str) -> None:
    for name, value in HOSTILE:
        answer = api.ask({"action": action, "format": "json", "date": "2026-05-03", name: value})
        assert answer.status_code in {200, 400, 404}, (name, value)
        assert isinstance(answer.get_json(), dict)
