"""A logo in a code: handed in on its page, chosen, refused where the code can't be read, on a sheet, and removed."""

import io
from dataclasses import replace
from html import unescape
from pathlib import Path
from re import findall

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from shortener.accounts.tables import Person
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.brand import brand_of
from shortener.web.services import EXTENSION, services_of
from tests.admin.conftest import SITE, Browser, SignedIn, words
from tests.web.sheets import picture

QR = "/admin/links/1/qr"


@pytest.fixture(autouse=True)
def one(library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="rover-go"), None)


def hand_in(browser: Browser, content: bytes, name: str = "Our club.png", **more: str) -> TestResponse:
    form = {"file": (io.BytesIO(content), name), **more}
    return browser.client.post(f"{QR}/logo", base_url=SITE, data=form, headers={"Origin": SITE})


def test_a_logo_is_handed_in_chosen_and_in_all_three_files(ada: Browser) -> None:
    answer = hand_in(ada, picture(), dark="#0b6353", size="8")
    assert answer.status_code == 303
    shown = ada.get(answer.headers["Location"])
    assert '<option value="1" selected>Our club</option>' in shown.text
    assert "Read back by a decoder" in words(shown)
    files = [unescape(address) for address in findall(r'href="([^"]*)" download', shown.text)]
    assert len(files) == 3
    for address in files:
        assert "dark=%230b6353" in address
    svg, png, pdf = (ada.get(address).data for address in files)
    assert b"data:image/png;base64," in svg
    assert b"/Subtype /Image" in pdf
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert [code.text for code in read] == [f"{SITE}/rover-go?qr"]


def test_a_code_that_can_not_be_read_with_its_logo_has_no_file(ada: Browser) -> None:
    hand_in(ada, picture())
    asked = "logo=1&part=50&place=poster-in-the-hall"
    answer = ada.get(f"{QR}?{asked}")
    assert answer.status_code == 422
    assert "could not read this code back with its logo; make the logo smaller" in words(answer)
    assert "download" not in answer.text
    file = ada.get(f"{QR}/picture?{asked}&form=png&save=on")
    assert file.status_code == 422
    assert "make the logo smaller" in file.text
    assert ada.get(f"{QR}/picture?dark=%23ffdd00&save=on").status_code == 422


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<svg onload='alert(1)'/>", "logo.svg", "an SVG drawing can be exported as PNG"),
        (b"", "", "Choose a PNG or JPEG file first."),
    ],
    ids=["svg", "none"],
)
def test_what_is_no_logo_is_told_at_its_box_and_the_style_stays(
    ada: Browser, content: bytes, name: str, said: str
) -> None:
    answer = hand_in(ada, content, name, dark="#0b6353")
    assert answer.status_code == 422
    assert 'id="file-wrong"' in answer.text
    assert answer.text.count(" download>") == 3  # of the code that is shown: nothing is wrong with it
    assert "There is no file" not in words(answer)
    assert said in words(answer)
    assert 'value="#0b6353"' in answer.text
    assert '<option value="1"' not in answer.text


@pytest.mark.parametrize("logo", ["77", "own", "x", "9" * 30])
def test_a_logo_that_is_not_there_is_told(ada: Browser, logo: str) -> None:
    answer = ada.get(f"{QR}?logo={logo}")
    assert answer.status_code == 422
    assert "This logo is no longer here" in words(answer)
    assert ada.get(f"{QR}/picture?logo={logo}").status_code == 200


def test_the_organisations_own_logo_is_there_where_it_is_a_png(
    ada: Browser, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "own.png").write_bytes(picture())
    own = services_of(app)
    app.extensions[EXTENSION] = replace(own, brand=brand_of(replace(settings, organisation_logo=tmp_path / "own.png")))
    answer = ada.get(f"{QR}?logo=own")
    assert answer.status_code == 200
    assert "The organisation’s" in words(answer)
    assert b"data:image/png" in ada.get(f"{QR}/picture?logo=own").data


def test_whoever_handed_one_in_removes_it_and_an_editor_any_but_not_who_has_only_their_own_links(
    ada: Browser, signed_in: SignedIn, database: Database, library: Library
) -> None:
    hand_in(ada, picture())
    kept = signed_in("kim", "editor")
    with database.write() as session:
        kim = session.get_one(Person, 2)
        kim.own_links_only = True
    mine = library.create(Draft(target="https://example.org/", slug="kims", owner_id=2), 2)
    page = f"/admin/links/{mine.id}/qr"
    assert "Remove “Our club”" not in words(kept.get(f"{page}?logo=1"))
    assert kept.post(f"{page}/logo/remove", logo="1").status_code == 404
    assert "Remove “Our club”" in words(ada.get(f"{QR}?logo=1"))
    answer = ada.post(f"{QR}/logo/remove", logo="1", part="30")
    assert answer.headers["Location"].startswith(QR)
    assert "part=30" in answer.headers["Location"]
    assert "logo=" not in answer.headers["Location"].replace("done=logo-removed", "")
    assert "Removed: nobody can choose it" in words(ada.get(answer.headers["Location"]))


def test_viewers_choose_a_logo_but_hand_none_in(ada: Browser, signed_in: SignedIn) -> None:
    hand_in(ada, picture())
    vera = signed_in("vera", "viewer")
    assert "Our club" in words(vera.get(f"{QR}?logo=1"))
    assert 'type="file"' not in vera.get(QR).text
    assert hand_in(vera, picture()).status_code == 403


def test_a_sheet_has_the_logo_in_each_code_that_is_read_with_it(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="two"), None)
    assert 'name="logo"' not in ada.get("/admin/links/codes?id=1&id=2").text
    hand_in(ada, picture())
    answer = ada.get("/admin/links/codes?id=1&id=2&logo=1")
    pictures = [unescape(address) for address in findall(r'<img class="code" src="([^"]*)"', answer.text)]
    assert pictures == [f"/admin/links/{number}/qr/picture?logo=1" for number in (1, 2)]
    assert findall(r'name="id" value="(\d)"', answer.text) == ["1", "2"]
    assert ada.get("/admin/links/codes?id=1&logo=77").status_code == 422
