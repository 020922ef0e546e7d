"""What a certificate's name is called in the DNS, and whose zone it is in."""

import pytest

from shortener.acme.errors import Failure
from shortener.acme.names import challenge_name, checked_value, plain, relative, value_of, zone_of


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("example.org", "_acme-challenge.example.org"),
        ("*.example.org", "_acme-challenge.example.org"),
        ("WWW.Example.ORG.", "_acme-challenge.www.example.org"),
        ("bücher.example", "_acme-challenge.xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "_acme-challenge.xn--bcher-kva.example"),
        ("a.*.example.org", "_acme-challenge.a.*.example.org"),
    ],
)
def test_a_challenge_is_looked_for_below_the_certificates_name(domain: str, name: str) -> None:
    assert challenge_name(domain) == name


@pytest.mark.parametrize("text", ["", ".", "a..b", "x" * 64 + ".org", ".".join(["x" * 60] * 5)])
def test_what_cannot_be_a_name_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(Failure, match="is not a domain name") as refusal:
        plain(text)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "zone", "host"),
    [
        ("_acme-challenge.example.org", "example.org", "_acme-challenge"),
        ("_acme-challenge.www.sub.example.org", "sub.example.org", "_acme-challenge.www"),
        ("_acme-challenge.notexample.org", "org", "_acme-challenge.notexample"),
        ("example.org", "example.org", "@"),
    ],
)
def test_the_longest_zone_is_found_label_by_label(name: str, zone: str, host: str) -> None:
    assert zone_of(name, ["org", "example.org", "sub.example.org", "ample.org"]) == zone
    assert relative(name, zone) == host


def test_a_name_in_no_zone_has_none() -> None:
    assert zone_of("_acme-challenge.example.com", ["example.org"]) is None
    assert zone_of("_acme-challenge.badexample.org", ["example.org"]) is None


def test_the_value_of_a_key_authorization_is_that_of_rfc_8555() -> None:
    # Computed with: printf %s 'token.thumbprint' | openssl dgst -sha256 -binary | basenc --base64url
    assert value_of("token.thumbprint") == "61rBZ_4knHblO0MNoxFsXZ_eTFUHum0B6IVRbhvUn5I"


@pytest.mark.parametrize("value", ["", "short", "a" * 44, "token.thumbprint", "a" * 42 + "="])
def test_a_value_of_another_kind_of_challenge_is_refused(value: str) -> None:
    with pytest.raises(Failure, match="use dns-01"):
        checked_value(value)


def test_a_value_may_begin_with_a_dash() -> None:
    assert checked_value("-" + "a" * 42) == "-" + "a" * 42
