"""The organisation's colour and logo on public pages, from this host and within its security policy."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from shortener.parsing import PNG
from shortener.settings import BadSetting, Settings, read_settings
from shortener.stores import Database
from shortener.web.brand import brand_of
from shortener.web.pages import render_pages
from tests.faces import running, visitor

LOCAL = "http://localhost:8000"
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9"/></svg>'

pytestmark = pytest.mark.stores("sqlite")


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.svg"
    path.write_bytes(SVG)
    return path


@pytest.fixture
def client(settings: Settings, database: Database, logo: Path) -> Iterator[FlaskClient]:
    dressed = replace(settings, organisation="Code Club", organisation_colour="#c51a4a", organisation_logo=logo)
    with running(dressed, database) as app:
        yield visitor(app)


def files_of(page: str) -> dict[str, str]:
    found = re.findall(r'(?:href|src)="(/-/own/([a-z.]+)\?v=[0-9a-f]+)"', page)
    return {name: address for address, name in found}


@pytest.mark.parametrize("path", ["/", "/-/privacy", "/no-such-link", "/-/nowhere"])
def test_every_public_page_shows_them_and_both_arrive(client: FlaskClient, path: str) -> None:
    page = client.get(path, base_url=LOCAL, headers={"Accept": "text/html"})
    files = files_of(page.text)
    assert '<img src="' in page.text
    assert 'alt="Code Club"' in page.text
    colour, picture = (client.get(files[name], base_url=LOCAL) for name in ("colour.css", "logo"))
    assert (colour.status_code, colour.text, colour.mimetype) == (200, ":root{--accent:#c51a4a}", "text/css")
    assert (picture.data, picture.mimetype) == (SVG, "image/svg+xml")
    assert "immutable" in picture.headers["Cache-Control"]
    assert "script-src" in picture.headers["Content-Security-Policy"]


def test_without_them_a_page_has_neither(settings: Settings) -> None:
    pages = render_pages(brand_of(settings))
    assert not [page for page in pages.values() if b"/-/own/" in page or b"<header" in page]


def test_what_was_never_set_is_not_there(settings: Settings, database: Database) -> None:
    with running(settings, database) as app:
        assert visitor(app).get("/-/own/logo", base_url=LOCAL).status_code == 404


def test_a_png_is_known_by_its_first_bytes(settings: Settings, logo: Path) -> None:
    logo.write_bytes(PNG + b"rest")
    assert brand_of(replace(settings, organisation_logo=logo)).files["logo"].type == "image/png"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("COLOUR", "red", "wanted # and six hexadecimal digits"),
        ("COLOUR", "#c51a4a}body{display:none", "wanted # and six hexadecimal digits"),
        ("LOGO", "/nowhere/logo.svg", "no file that can be read"),
        ("LOGO", "text", "is neither SVG nor PNG"),
        ("LOGO", "large", "is larger than 100 KiB"),
    ],
)
def test_what_makes_no_sense_is_refused_at_start(tmp_path: Path, name: str, value: str, why: str) -> None:
    (tmp_path / "text").write_text("no picture")
    (tmp_path / "large").write_bytes(PNG + bytes(200_000))
    given = str(tmp_path / value) if value in {"text", "large"} else value
    with pytest.raises(BadSetting, match=why):
        read_settings({f"SHORTENER_ORGANISATION_{name}": given})
