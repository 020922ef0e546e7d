"""What a slug may look like, and what is said when it can't be one."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.links.errors import Refused
from shortener.links.slug import check, key_of
from shortener.net.paths import is_own_page, key_of_path
from tests.links.asking import refused

DATA = Path(__file__).parent.parent / "data"


@pytest.mark.parametrize(
    "slug",
    [
        "scratch-new",
        "p/ar-SA/archery-get",
        "astro_pi_orbit-install",
        "ml4k",
        "a",
        "x" * 255,
        "scratch-नया",
        "skiingon中打開初始專案",
        "می\u200cخواهم",
        "v1.2",
        "~home",
        "-dash",
        "it's",
        "a+b",
        "a.qr.b",
        "Admin",
        "admins",
        "healthz2",
        "under_",
        "🍓",
    ],
)
def test_what_people_print_is_a_slug(slug: str) -> None:
    assert check(slug) == slug


def test_every_printed_slug_is_one() -> None:
    for name in ("rpf-links.csv", "three-domains.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            slugs = [row["slug"] for row in csv.DictReader(file)]
        assert slugs
        assert [check(slug) for slug in slugs] == slugs


def test_a_slug_is_kept_composed() -> None:
    assert check("cafe\u0301") == "caf\u00e9"


@pytest.mark.parametrize(
    ("slug", "code", "word"),
    [
        ("", "empty", "empty"),
        ("x" * 256, "length", "256"),
        ("x" * 3000, "length", "3,000"),
        ("a b", "syntax", "space"),
        (" a", "syntax", "space"),
        ("a\u00a0b", "syntax", "space"),
        ("a\tb", "syntax", "space"),
        ("a\nb", "syntax", "space"),
        ("a\x00b", "control", "U+0000"),
        ("a\x7fb", "control", "U+007F"),
        ("a\u202eb", "control", "U+202E"),
        ("a\u2066b", "control", "U+2066"),
        ("a\u200bb", "control", "U+200B"),
        ("a\u00adb", "control", "U+00AD"),
        ("\ufeffa", "control", "U+FEFF"),
        ("a\ud800", "control", "U+D800"),
        ("a?b", "syntax", "?"),
        ("a#b", "syntax", "#"),
        ("100%", "syntax", "%"),
        ("a%2Fb", "syntax", "%"),
        ("a\\b", "syntax", "\\"),
        ("<b>", "syntax", "<"),
        ("/a", "syntax", "slash"),
        ("a/", "syntax", "slash"),
        ("a//b", "syntax", "slash"),
        ("/", "syntax", "slash"),
        (".", "syntax", "browsers"),
        ("..", "syntax", "browsers"),
        ("a/../b", "syntax", "browsers"),
        ("./a", "syntax", "browsers"),
        ("scratch+", "syntax", "statistics"),
        ("scratch.qr", "syntax", "QR"),
        (".qr", "syntax", "QR"),
        *((f"translate{end}", "syntax", "punctuation") for end in ".,;:!'*)]…。"),
        ('translate"', "syntax", "can't be part"),
    ],
)
def test_what_cannot_be_typed_or_printed_is_refused(slug: str, code: str, word: str) -> None:
    error = refused(lambda: check(slug))
    assert (error.field, error.code) == ("slug", code)
    assert word in str(error)


@pytest.mark.parametrize(
    "slug",
    [
        *("admin", "admin/links", "api", "api/v1", "static/x", "-", "-/privacy", ".well-known/x"),
        *("yourls-api.php", "yourls-infos.php", "healthz", "readyz", "metrics", "robots.txt", "favicon.ico"),
    ],
)
def test_own_pages_are_reserved(slug: str) -> None:
    assert refused(lambda: check(slug)).code == "reserved"


@given(st.text(max_size=300))
def test_any_text_is_a_slug_or_refused(text: str) -> None:
    try:
        key = check(text)
    except Refused:
        return
    assert key == unicodedata.normalize("NFC", text)
    assert check(key) == key
    assert not is_own_page(key)


@given(st.text(st.characters(categories=("L", "Nd"), include_characters="-/._"), min_size=1, max_size=40))
def test_an_accepted_slug_is_found_by_its_own_path(text: str) -> None:
    try:
        key = check(text)
    except Refused:
        return
    assert key_of_path(b"/" + key.encode()) == key


@given(st.text(max_size=60))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert key_of(key_of(text)) == key_of(text)
