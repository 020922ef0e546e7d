"""A link's page of its QR code: its style in the address, what stands against it, files of what can be read."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from shortener.admin import codes, picking
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.web.codes import draw
from shortener.web.codestyle import Style
from tests.admin.conftest import Browser, SignedIn, words

QR = "/admin/links/1/qr"


@pytest.fixture(autouse=True)
def one(library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="p/en/rover-go"), None)


def test_the_code_is_shown_read_back_and_offered_in_three_forms(ada: Browser) -> None:
    answer = ada.get(QR)
    assert answer.status_code == 200
    assert f'<img class="code" src="{QR}/picture"' in answer.text
    assert "Read back by a decoder: it says http://localhost:8000/p/en/rover-go?qr" in words(answer)
    files = [unescape(address) for address in re.findall(r'href="([^"]*)" download', answer.text)]
    assert files == [f"{QR}/picture?form={form}&save=on" for form in ("svg", "png", "pdf")]
    for form, address in zip(("svg", "png", "pdf"), files, strict=True):
        file = ada.get(address)
        assert file.headers["Content-Disposition"].startswith('attachment; filename="qr-1-')
        assert file.headers["Content-Disposition"].endswith(f'.{form}"')
    assert file.mimetype == "application/pdf"


def test_the_address_says_size_margin_and_colours(ada: Browser) -> None:
    answer = ada.get(f"{QR}?size=3&margin=6&dark=%230B6353&light=ffeecc")
    assert f'src="{QR}/picture?size=3&amp;margin=6&amp;dark=%230b6353&amp;light=%23ffeecc"' in answer.text
    assert 'value="#0b6353"' in answer.text
    picture = ada.get(f"{QR}/picture?size=3&margin=6&dark=%230b6353&light=%23ffeecc")
    assert picture.mimetype == "image/svg+xml"
    assert "#0b6353" in picture.text
    assert "123 × 123 pixels; 10 mm" in words(answer)


def test_what_can_not_be_read_has_no_file_and_says_why(ada: Browser) -> None:
    answer = ada.get(f"{QR}?dark=%23ffdd00")
    assert answer.status_code == 422
    assert "The contrast is 1.3 to 1: too little for readers." in words(answer)
    assert "There is no file of a code that can’t be read." in words(answer)
    assert "download" not in answer.text
    warned = ada.get(f"{QR}?margin=1")
    assert warned.status_code == 200
    assert "less than 4 squares" in words(warned)
    assert "download" in warned.text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("size", "0", "Write a whole number from 1 to 40."),
        ("size", "99999999999", "Write a whole number from 1 to 40."),
        ("size", "²", "Write a whole number from 1 to 40."),
        ("margin", "21", "Write a whole number from 0 to 20."),
        ("dark", "red", "Write a colour as #"),
        ("light", "#12345", "Write a colour as #"),
    ],
)
def test_what_is_no_size_or_colour_is_told_at_its_box(ada: Browser, name: str, text: str, said: str) -> None:
    answer = ada.get(f"{QR}?{name}={quote(text)}")
    assert answer.status_code == 422
    assert f'id="{name}-wrong"' in answer.text
    assert said in words(answer)
    assert "There is no file" not in words(answer)
    assert ada.get(f"{QR}/picture?{name}={quote(text)}").status_code == 200


def test_a_slug_too_long_for_a_code_says_so(ada: Browser, library: Library) -> None:
    long = library.create(Draft(target="https://example.org/", slug="\U0001f389" * 250), None)
    answer = ada.get(f"/admin/links/{long.id}/qr")
    assert "too long for a QR code" in words(answer)
    assert ada.get(f"/admin/links/{long.id}/qr/picture").status_code == 422


def test_a_link_just_made_shows_its_code_beside_the_box(ada: Browser) -> None:
    answer = ada.post("/admin/", target="https://example.org/new", slug="new", enabled="on")
    text = ada.get(answer.headers["Location"]).text
    assert '<a class="code" href="/admin/links/2/qr"><img src="/admin/links/2/qr/picture"' in text


def test_viewers_see_codes_and_there_is_none_of_no_link(signed_in: SignedIn) -> None:
    vera = signed_in("vera", "viewer")
    assert vera.get(QR).status_code == 200
    assert vera.get("/admin/links/77/qr").status_code == 404
    assert vera.get("/admin/links/77/qr/picture").status_code == 404


def test_codes_of_many_links_stand_on_one_page_to_be_printed(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="two", title="<b>Two</b>"), None)
    long = library.create(Draft(target="https://example.org/", slug="\U0001f389" * 250), None)
    answer = ada.get(f"/admin/links/codes?id=2-1&id=1&id=77&id={long.id}")
    assert "3 QR codes" in words(answer)
    assert re.findall(r'src="(/admin/links/[^"]*)"', answer.text) == [f"/admin/links/{n}/qr/picture" for n in (2, 1)]
    assert "&lt;b&gt;Two" in answer.text
    assert "too long for a QR code" in words(answer)
    assert 'formaction="/admin/links/codes"' in ada.get("/admin/").text


def test_a_sheet_holds_all_that_are_found_and_no_more_than_its_most(
    ada: Browser, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("two", "three"):
        library.create(Draft(target="https://example.com/", slug=slug), None)
    assert "2 QR codes" in words(ada.get("/admin/links/codes?all=on&q=example.com"))
    for module in (codes, picking):
        monkeypatch.setattr(module, "MOST", 1)
    assert "Only the first 1 of those chosen" in words(ada.get("/admin/links/codes?all=on&q=example.com"))
    assert "No link was chosen" in words(ada.get("/admin/links/codes"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "rover-go?qr"),
        ("place=book+3%26", "rover-go?qr=book%203%26"),
        ("scans=plain&place=book", "rover-go"),
        (f"place={'é' * 99}", f"rover-go?qr={'%C3%A9' * 64}"),
    ],
)
def test_what_a_code_says_is_counted_as_a_scan_at_a_place(ada: Browser, asked: str, said: str) -> None:
    answer = ada.get(f"{QR}?{asked}")
    url = f"http://localhost:8000/p/en/{said}"
    assert f"it says {url}" in words(answer)
    picture = unescape(re.findall(r'<img class="code" src="([^"]*)"', answer.text)[0])
    assert ada.get(picture).data == draw(url, "svg", Style())
