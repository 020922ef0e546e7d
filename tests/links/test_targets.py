"""What a target may be: kept as typed, or refused with the reason."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shortener.links.errors import Refused
from shortener.links.target import check, target_hash
from tests.links.asking import refused

SCHEMES = ("http", "https", "ftp", "mailto", "tel")


def checked(text: str, schemes: tuple[str, ...] = SCHEMES) -> str:
    return check(text, schemes, lambda _host, _port: False)


@pytest.mark.parametrize(
    "target",
    [
        "https://projects.raspberrypi.org/en/projects/boat-race",
        "HTTPS://Example.ORG/Path?Query=1&b=%20#frag",
        "http://example.org",
        "http://example.org:8080/",
        "http://example.org:/",
        "http://[2001:db8::1]/",
        "http://[2001:db8::1]:8080/x",
        "http://192.0.2.1/",
        "https://bücher.example/ü?q=ß#ö",
        "https://例え.jp/",
        "https://a_b.example/",
        "https://example.org/a\\b",
        "https://example.org/?next=javascript:alert(1)",
        "https://example.org/?user@host",
        "https://example.org/@someone",
        "https://example.org/%zz",
        "ftp://ftp.example.org/x",
        "mailto:hello@example.org?subject=Hi",
        "tel:+441223322633",
    ],
)
def test_a_target_is_kept_as_typed(target: str) -> None:
    assert checked(target) == target
    assert checked(f"  {target}\r\n") == target


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("javascript:alert(1)", "scheme"),
        ("JavaScript:alert(1)", "scheme"),
        (" javascript:alert(1)", "scheme"),
        ("javascript://example.org/%0aalert(1)", "scheme"),
        ("data:text/html,<script>", "scheme"),
        ("vbscript:x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("blob:https://example.org/x", "scheme"),
        ("about:blank", "scheme"),
        ("gopher://example.org", "scheme"),
        ("example.org/page", "scheme"),
        ("//example.org/page", "scheme"),
        ("/page", "scheme"),
        ("://example.org", "scheme"),
        ("https://user:secret@example.org/", "credentials"),
        ("https://user@example.org/", "credentials"),
        ("https://@example.org/", "credentials"),
        ("https://rpf.io@example.org/", "credentials"),
        ("ftp://user:secret@example.org/", "credentials"),
        ("https://exa\x00mple.org/", "control"),
        ("https://example.org/a\r\nSet-Cookie: a=b", "control"),
        ("https://example.org/a\nb", "control"),
        ("java\tscript:alert(1)", "control"),
        ("\x01javascript:alert(1)", "control"),
        ("https://example.org/\u202egpj", "control"),
        ("https://example.org/\u200b", "control"),
        ("https://example.org/\ud800", "control"),
        ("https://example.org/\x85x", "control"),
        ("https://example.org/a b", "syntax"),
        ("https://example.org/a\u00a0b", "syntax"),
        ("https://exam ple.org/", "syntax"),
        ("https://example.org\u3000/", "syntax"),
        ("https:", "syntax"),
        ("https://", "syntax"),
        ("https:///example.org/", "syntax"),
        ("https:/example.org/", "syntax"),
        ("https:example.org", "syntax"),
        ("https:\\\\example.org\\", "syntax"),
        ("https://example.org\\@rpf.io/", "syntax"),
        ("https://a..b/", "syntax"),
        ("https://example.org:99999/", "syntax"),
        ("https://example.org:80a/", "syntax"),
        ("https://2001:db8::1/", "syntax"),
        ("https://[2001:db8::1/", "syntax"),
        ("https://[2001:db8::zz]/", "syntax"),
        ("https://[fe80::1%25eth0]/", "syntax"),
        ("https://%5B::1%5D/", "syntax"),
        ("https://a%2Fb/", "syntax"),
        ("https://user%40example.org/", "syntax"),
        ("https://example.org%00/", "syntax"),
        ("https://<b>/", "syntax"),
        ("https://999.1.1.1/", "syntax"),
        ("mailto:", "syntax"),
        ("tel://", "syntax"),
    ],
)
def test_what_harms_or_cannot_work_is_refused(target: str, code: str) -> None:
    error = refused(lambda: checked(target))
    assert (error.field, error.code) == ("target", code)


def test_only_the_allowed_schemes_are_taken_and_the_refusal_names_them() -> None:
    assert checked("gemini://example.org/", ("gemini",)) == "gemini://example.org/"
    error = refused(lambda: checked("http://example.org/", ("https", "gemini")))
    assert "https, gemini" in str(error)


@pytest.mark.parametrize("scheme", ["javascript", "data", "vbscript", "file", "blob"])
def test_schemes_that_run_code_stay_refused_even_when_a_setting_allows_them(scheme: str) -> None:
    error = refused(lambda: checked(f"{scheme}:x", ("https", scheme)))
    assert error.code == "scheme"
    assert "Allowed are https." in str(error)


def test_8_kib_fit_and_one_byte_more_does_not() -> None:
    start = "https://example.org/"
    assert checked(start + "a" * (8192 - len(start)))
    assert refused(lambda: checked(start + "a" * (8193 - len(start)))).code == "length"
    assert refused(lambda: checked(start + "é" * 4090)).code == "length"
    assert refused(lambda: checked("x" * 1_000_000)).code == "length"


@given(st.text(max_size=200) | st.text(max_size=60).map("https://".__add__))
@example("https://\ud800.example/")
@example("http://[")
@example("http://]:1")
@example("https://%ff.example/")
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        target = checked(text)
    except Refused:
        return
    assert target == text.strip()
    assert checked(target) == target


@given(st.text(max_size=50), st.text(max_size=50))
def test_the_hash_is_a_signed_64_bit_number_of_the_trimmed_target(one: str, other: str) -> None:
    assert -(2**63) <= target_hash(one) < 2**63
    assert target_hash(f" {one}\n") == target_hash(one)
    assert (target_hash(one) == target_hash(other)) == (one.strip() == other.strip())


def test_the_hash_never_changes_between_versions() -> None:
    assert target_hash("https://example.org/") == 7_982_605_172_991_246_264
