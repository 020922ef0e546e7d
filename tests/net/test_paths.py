"""From a path to a key, and to the keys that a printed form may have meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.net import paths
from shortener.net.paths import (
    MOST_REPAIRS,
    beside_links,
    is_for_pages,
    is_own_page,
    key_of_bytes,
    key_of_path,
    read_path,
    repairs,
)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (b"/scratch-new", "scratch-new"),
        (b"/p/en/boat-race-go", "p/en/boat-race-go"),
        (b"/p%2Fen%2fboat-race-go", "p/en/boat-race-go"),
        (b"/scratch%2Dnew", "scratch-new"),
        (b"/%2525", "%25"),
        ("/scratch-नया".encode(), "scratch-नया"),
        (b"/caf%C3%A9", "café"),
        (b"/cafe%CC%81", "café"),
        (b"/Case-Kept", "Case-Kept"),
        (b"//double", "/double"),
        (b"/plus+", "plus+"),
    ],
)
def test_a_path_is_decoded_once_and_composed(path: bytes, key: str) -> None:
    assert key_of_path(path) == key


@pytest.mark.parametrize("path", [b"/%ff%fe", b"/" + b"a" * 256, b"/" + "é".encode() * 300, b"/a%00b"])
def test_a_path_that_no_link_can_have_has_no_key(path: bytes) -> None:
    assert key_of_path(path) is None


def test_255_characters_are_the_most() -> None:
    assert key_of_path(b"/" + b"a" * 255) == "a" * 255
    assert key_of_path(b"/" + "😀".encode() * 255) == "😀" * 255
    assert key_of_path(b"/" + "😀".encode() * 256) is None


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("translate.", "translate"),
        ("translators.", "translators"),
        ("emoji**", "emoji"),
        ("emoji**,", "emoji"),
        ("seefood'", "seefood"),
        ("scratch-new/", "scratch-new"),
        ("scratch-new//", "scratch-new"),
        ("p//ru-RU/clone-wars-go", "p/ru-RU/clone-wars-go"),
        ("scratch-new)", "scratch-new"),
        ("scratch-new.”", "scratch-new"),
        ("scratch-new。", "scratch-new"),
        ("scratch%2Dnew", "scratch-new"),
        ("p%2Fen%2Fx-go", "p/en/x-go"),
        ("scratch-new%20", "scratch-new"),
        (" scratch-new ", "scratch-new"),
        ("/scratch-new", "scratch-new"),
    ],
)
def test_what_people_print_and_paste_leads_to_what_they_meant(printed: str, meant: str) -> None:
    assert meant in repairs(printed)


@pytest.mark.parametrize("key", ["scratch-new", "p/en/boat-race-go", "Scratch", "a+", "a.qr"])
def test_a_clean_key_has_nothing_to_repair(key: str) -> None:
    assert repairs(key) == []


@given(st.text(max_size=300))
def test_repairs_are_few_and_never_the_key_itself(key: str) -> None:
    found = repairs(key)
    assert len(found) <= MOST_REPAIRS
    assert key not in found
    assert "" not in found
    assert len(set(found)) == len(found)


@given(st.binary(max_size=1200))
def test_any_path_gives_a_bounded_key_or_none(path: bytes) -> None:
    key = key_of_bytes(path)
    assert key is None or (len(key) <= 255 and len(key.encode()) <= 3060 and "\0" not in key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "admin",
        "admin/links/1",
        "static/admin/x.css",
        "api/v1/links",
        "healthz",
        "-/privacy",
        "robots.txt",
        "//admin/",
    ],
)
def test_the_applications_own_pages_are_not_slugs(key: str) -> None:
    assert is_own_page(key)


@pytest.mark.parametrize("key", ["administer", "adminx/links", "healthz/x", "apis", "statics/x", "-x", "Admin"])
def test_keys_that_only_look_like_own_pages_are_slugs(key: str) -> None:
    assert not is_own_page(key)


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("a+", ("+", "a")),
        ("a+/", ("+", "a")),
        ("a+all", ("+all", "a")),
        ("p/en/x-go+", ("+", "p/en/x-go")),
        ("a.qr", (".qr", "a")),
        ("a++", ("+", "a+")),
        ("https://example.org/a+", ("url", "https://example.org/a+")),
        ("https:/example.org/", ("url", "https:/example.org/")),
        ("//https://example.org/", ("url", "https://example.org/")),
        ("mailto:a@b.c", ("url", "mailto:a@b.c")),
        ("a", None),
        ("+", None),
        ("a+b", None),
        ("a.qrs", None),
        ("tel:123", None),
        ("a:b", None),
    ],
)
def test_what_is_asked_beside_a_slug_is_told(key: str, asked: tuple[str, str] | None) -> None:
    assert beside_links(key) == asked


@pytest.mark.parametrize(
    ("raw", "for_pages"),
    [
        (b"/a", False),
        (b"/a%2B", True),
        (b"/admin/", True),
        (b"/https://example.org/" + b"x" * 2000, True),
        (b"/https://example.org/%ff", True),
        (b"/" + b"x" * 2000, False),
        (b"/%ff", False),
    ],
)
def test_pages_answer_what_is_no_redirect(raw: bytes, for_pages: bool) -> None:
    assert is_for_pages(raw, key_of_path(raw)) is for_pages
    for _ in range(2):
        assert read_path(raw) == (key_of_path(raw), for_pages)


def test_what_is_remembered_of_paths_is_bounded() -> None:
    paths._remembered.cache_clear()
    for number in range(paths.REMEMBERED + 100):
        assert read_path(b"/%d" % number) == (str(number), False)
    assert read_path(b"/" + b"a" * paths.SHORT) == ("a" * paths.SHORT, False)
    assert paths._remembered.cache_info().currsize == paths.REMEMBERED
    assert read_path(b"/0") == ("0", False)
