"""Codes of six digits: those of RFC 6238, a little early or late, and nothing else."""

from urllib.parse import parse_qs, urlsplit

import pytest

from shortener.accounts.totp import STEP_SECONDS, address_of, code_at, spelled, step_of

KEY = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_of_the_standard_come_out(seconds: int, code: str) -> None:
    step = seconds // STEP_SECONDS
    assert code_at(KEY, step, 8) == code
    assert step_of(KEY, code[2:], seconds * 1000) == step


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    now = 2_000_000_000
    found = [step_of(KEY, code_at(KEY, now // STEP_SECONDS + off), now * 1000) is not None for off in range(-2, 3)]
    assert found == [False, True, True, True, False]


@pytest.mark.parametrize("code", ["", "1", "000000", "\u0661\u0661\u0661\u0661\u0661\u0661", "\ud800", "x" * 1000])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert step_of(KEY, code, 59_000) is None


def test_an_app_reads_the_key_from_the_address_and_a_person_from_the_page() -> None:
    address = address_of(KEY, "Go & see", "Ada Löwe")
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query) == {"secret": [spelled(KEY).replace(" ", "")], "issuer": ["Go & see"]}
    assert parts.path == "/Go%20%26%20see:Ada%20L%C3%B6we"
