"""A code with a logo is the same in each kind of file, and is read back by a decoder before it counts as ready."""

import base64
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from shortener.web.codes import NoCode, doubts, draw, reads, width
from shortener.web.codestyle import LEAST_PART, Style
from shortener.web.pictures import plain_png
from tests.web.sheets import code_of, picture, printed

URL = "https://go.example.org/p/en/rover-go?qr=poster"
LOGO = plain_png(picture())


def read(shown: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(shown)]


@pytest.mark.parametrize("part", [LEAST_PART, 25, 30])
def test_a_code_with_a_logo_of_usual_width_has_nothing_against_it(part: int) -> None:
    assert doubts(URL, Style(logo=LOGO, part=part)) == []


def test_the_png_that_is_saved_is_read_with_its_logo_in_its_colours() -> None:
    style = Style(logo=LOGO, dark="#0b6353", light="#fff4e0", scale=6, margin=5)
    shown = Image.open(io.BytesIO(draw(URL, "png", style))).convert("RGB")
    assert shown.width == width(URL, style)
    assert read(shown) == [URL]
    assert shown.getpixel((shown.width // 2, shown.height // 2)) == (0xC5, 0x1A, 0x4A)
    assert shown.getpixel((1, 1)) == (0xFF, 0xF4, 0xE0)


@pytest.mark.skipif(
    shutil.which("zbarimg") is None, reason="zbarimg is not installed (Debian: apt-get install zbar-tools)"
)
def test_another_decoder_reads_it_too(tmp_path: Path) -> None:
    (tmp_path / "code.png").write_bytes(draw(URL, "png", Style(logo=LOGO)))
    said = subprocess.run(["zbarimg", "-q", "--raw", tmp_path / "code.png"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == URL


def test_the_pdf_prints_the_same_code_with_the_same_logo() -> None:
    style = Style(logo=LOGO, dark="#0b6353", light="#fff4e0", scale=4)
    page, shown = printed(draw(URL, "pdf", style)), Image.open(io.BytesIO(draw(URL, "png", style))).convert("RGB")
    assert page.size == shown.size
    assert read(page) == [URL]
    wrong = sum(one != other for one, other in zip(page.get_flattened_data(), shown.get_flattened_data(), strict=True))
    assert wrong < 0.02 * page.width * page.height  # the logo's edge, which each rounds for itself


def test_the_svg_holds_the_logo_itself_and_asks_for_nothing() -> None:
    text = draw(URL, "svg", Style(logo=LOGO)).decode()
    held = re.findall(r'href="([^"]*)"', text)
    assert [base64.b64decode(address.removeprefix("data:image/png;base64,")) for address in held] == [LOGO]
    assert text.rstrip().endswith("</svg>")


def test_a_logo_too_wide_for_the_error_correction_is_told_and_what_to_do() -> None:
    style = Style(logo=LOGO, part=50)
    assert not reads(URL, style)
    assert "make the logo smaller" in doubts(URL, style)[0].sentence
    assert doubts(URL, style)[0].bad


def test_a_logo_that_is_read_still_but_barely_is_told_without_being_refused() -> None:
    found = doubts(URL, Style(logo=LOGO, part=36))
    assert [doubt.bad for doubt in found] == [False]
    assert "dirt and creases" in found[0].sentence


def test_a_logo_that_is_a_code_itself_leads_readers_elsewhere_and_is_refused() -> None:
    other = plain_png(code_of("https://elsewhere.example/"))
    assert not reads("https://go.example.org/" + "long/" * 60, Style(logo=other, part=35))


def test_a_png_with_a_logo_is_bounded_in_pixels() -> None:
    wide = Style(logo=LOGO, scale=40, margin=20)
    long = URL + "x" * 200
    assert "pixels wide at most" in doubts(long, wide)[-1].sentence
    with pytest.raises(NoCode, match="pixels wide at most"):
        draw(long, "png", wide)
    assert draw(long, "svg", wide).startswith(b"<?xml")
