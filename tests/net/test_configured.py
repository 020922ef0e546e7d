"""Asking a host that the operator set: inside too and on any port, over HTTPS, without following anybody."""

from ipaddress import ip_address

import pytest

from shortener.net.configured import ConfiguredFetcher, known_addresses
from shortener.net.fetch import FetchFailed, FetchRefused, Limits, Question
from shortener.net.resolving import NotResolved
from tests.providers import own_provider

GET = Question(headers={"Accept": "application/json"})


def test_a_host_inside_on_a_port_of_its_own_is_asked_and_no_redirect_is_followed() -> None:
    with own_provider() as provider:
        fetcher = ConfiguredFetcher(Limits(seconds=5.0, size=100))
        page = fetcher.ask(f"{provider.url}/.well-known/openid-configuration", GET)
        assert (page.status, len(page.body), page.whole) == (200, 100, False)
        provider.status = 302
        assert fetcher.ask(f"{provider.url}/jwks", GET).status == 302
        assert provider.asked == ["/.well-known/openid-configuration", "/jwks"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://id.example/", "over https only"),
        ("http://192.0.2.1/", "over https only"),
        ("https://name:word@id.example/", "without a name or password"),
        ("ftp://id.example/", "Only https"),
        ("https://[::1", "no address"),
    ],
)
def test_nothing_goes_over_the_net_in_the_clear(url: str, said: str) -> None:
    with pytest.raises(FetchRefused, match=said):
        ConfiguredFetcher().ask(url, GET)


def test_a_host_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(FetchFailed, match=r"^localhost gives no answer: .*\.$"):
        ConfiguredFetcher(Limits(seconds=2.0)).ask("https://localhost:1/", GET)


def test_names_are_those_of_the_system_ipv6_first() -> None:
    assert known_addresses("::1", 1.0) == [ip_address("::1")]
    found = known_addresses("localhost", 1.0)
    assert found == sorted(found, key=lambda one: -one.version)
    with pytest.raises(NotResolved, match="nobody says where"):
        known_addresses("nothing.invalid", 1.0)
