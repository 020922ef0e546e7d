"""What each ACME client means by its call."""

import pytest

from shortener.acme.dialects import Call, Challenge, understood
from shortener.acme.errors import Failure
from shortener.acme.names import value_of

ONE, TWO = "a" * 43, "-" + "b" * 42
NAME = "_acme-challenge.example.org"


@pytest.mark.parametrize(("verb", "action"), [("deploy_challenge", "add"), ("clean_challenge", "remove")])
def test_dehydrated_gives_three_words_a_name(verb: str, action: str) -> None:
    assert understood([verb, "example.org", "file", ONE], {}) == Call(action, (Challenge(NAME, ONE),))  # type: ignore[arg-type]


def test_dehydrated_gives_a_chain_in_which_a_name_comes_twice() -> None:
    words = ["deploy_challenge", "example.org", "f", ONE, "example.org", "f", TWO, "www.example.org", "f", ONE]
    call = understood(words, {})
    assert call is not None
    assert [(one.name, one.value) for one in call.challenges] == [
        (NAME, ONE),
        (NAME, TWO),
        ("_acme-challenge.www.example.org", ONE),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["this_hookscript_is_broken__dehydrated_is_working_fine__please_ignore_unknown_hooks_in_your_script"],
        ["deploy_cert", "example.org", "k", "c", "f", "ch", "1"],
        ["sync_cert", "k", "c", "f", "ch", "r"],
        ["deploy_ocsp", "example.org", "o", "1"],
        ["unchanged_cert", "example.org", "k", "c", "f", "ch"],
        ["invalid_challenge", "example.org", "no"],
        ["request_failure", "500", "no", "post", "h"],
        ["generate_csr", "example.org", "d", "a"],
        ["startup_hook"],
        ["exit_hook", "no"],
        ["timeout"],
        ["present_more"],
    ],
)
def test_other_words_are_none_of_its_business(words: list[str]) -> None:
    assert understood(words, {}) is None


@pytest.mark.parametrize(("verb", "action"), [("present", "add"), ("cleanup", "remove")])
def test_lego_gives_the_resolved_name_and_value(verb: str, action: str) -> None:
    assert understood([verb, f"{NAME}.", TWO], {}) == Call(action, (Challenge(NAME, TWO),))  # type: ignore[arg-type]


def test_lego_raw_gives_domain_token_and_key_authorization() -> None:
    call = understood(["present", "--", "*.example.org", "-token", "-token.print"], {})
    assert call == Call("add", (Challenge(NAME, value_of("-token.print")),))


@pytest.mark.parametrize("verb", ["add", "remove"])
def test_acme_sh_gives_the_full_name_and_value(verb: str) -> None:
    assert understood([verb, NAME, ONE], {}) == Call(verb, (Challenge(NAME, ONE),))  # type: ignore[arg-type]


CERTBOT = {"CERTBOT_DOMAIN": "example.org", "CERTBOT_VALIDATION": ONE, "CERTBOT_REMAINING_CHALLENGES": "0"}


@pytest.mark.parametrize("words", [[], ["auth"]])
def test_certbot_adds_through_its_environment(words: list[str]) -> None:
    assert understood(words, CERTBOT) == Call("add", (Challenge(NAME, ONE),), wait=True)


def test_certbot_lets_the_last_call_wait_for_all() -> None:
    assert understood([], CERTBOT | {"CERTBOT_REMAINING_CHALLENGES": "2"}) == Call(
        "add", (Challenge(NAME, ONE),), wait=False
    )


@pytest.mark.parametrize(("words", "more"), [([], {"CERTBOT_AUTH_OUTPUT": ""}), (["cleanup"], {})])
def test_certbot_removes_when_it_tells_what_the_first_hook_printed(words: list[str], more: dict[str, str]) -> None:
    assert understood(words, CERTBOT | more) == Call("remove", (Challenge(NAME, ONE),))


@pytest.mark.parametrize(
    "words",
    [
        ["deploy_challenge"],
        ["deploy_challenge", "example.org", "f"],
        ["present", NAME],
        ["present", NAME, ONE, "more"],
        ["add", NAME],
        ["auth"],
        ["cleanup"],
    ],
)
def test_a_known_word_with_the_wrong_rest_is_told_of(words: list[str]) -> None:
    with pytest.raises(Failure, match="words"):
        understood(words, {})


def test_http_01_is_told_apart_from_dns_01() -> None:
    with pytest.raises(Failure, match="use dns-01"):
        understood(["deploy_challenge", "example.org", "token", "token.thumbprint"], {})
