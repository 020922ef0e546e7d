"""QR codes are read again by a decoder before anybody prints them, and what stands against them is said."""

from typing import Any

import pytest

from shortener.web.codes import NoCode, contrast, doubts, draw, reads, width
from shortener.web.codestyle import Style

URL = "https://go.example.org/p/en/%C3%BC-rover"


def sentences(**style: Any) -> str:
    return " ".join(doubt.sentence for doubt in doubts(URL, Style(**style)))


def test_the_usual_code_is_read_and_nothing_stands_against_it() -> None:
    assert reads(URL, Style())
    assert doubts(URL, Style()) == []


@pytest.mark.parametrize(("dark", "light"), [("#0b6353", "#ffffff"), ("#1d1c1a", "#f0c267"), ("#7f0000", "#e3f1ed")])
def test_colours_with_enough_contrast_are_read(dark: str, light: str) -> None:
    assert doubts(URL, Style(dark=dark, light=light)) == []


@pytest.mark.parametrize(
    ("dark", "light", "said", "bad"),
    [
        ("#ffffff", "#000000", "no darker than the ground", True),
        ("#777777", "#777777", "no darker than the ground", True),
        ("#ffdd00", "#ffffff", "The contrast is 1.3 to 1: too little", True),
        ("#8d897e", "#ffffff", "The contrast is 3.5 to 1: enough in good light only", False),
    ],
)
def test_colours_that_readers_mistake_are_told_in_words(dark: str, light: str, said: str, bad: bool) -> None:
    found = doubts(URL, Style(dark=dark, light=light))
    assert said in found[0].sentence
    assert found[0].bad is bad


def test_a_small_margin_is_told_even_where_a_decoder_manages() -> None:
    assert "less than 4 squares" in sentences(margin=2)


def test_a_code_that_the_decoder_can_not_read_is_bad() -> None:
    """Light on dark is what this decoder is told not to look for, as many readers don't."""
    assert not reads(URL, Style(dark="#ffffff", light="#000000"))


def test_each_form_is_what_it_says_and_as_wide_as_told() -> None:
    style = Style(scale=5, margin=3, dark="#0b6353", light="#ffeecc")
    png, svg, pdf = (draw(URL, form, style) for form in ("png", "svg", "pdf"))
    side = width(URL, style)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == side == (width(URL, Style(scale=1, margin=0)) + 6) * 5
    assert b"#0b6353" in svg
    assert b"#fec" in svg.replace(b"#ffeecc", b"#fec")
    assert pdf.startswith(b"%PDF-")


def test_a_url_that_is_too_long_is_refused_in_one_sentence() -> None:
    for ask in (lambda: draw("https://x/" + "é" * 3000, "svg", Style()), lambda: width("x" * 5000, Style())):
        with pytest.raises(NoCode, match="too long for a QR code"):
            ask()


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
