"""No title is looked up where it leads inwards, in any spelling of such a host."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from shortener.net.fetch import Fetcher, FetchFailed, FetchRefused
from shortener.net.hosts import canonical_host
from shortener.net.reach import why_not
from shortener.net.resolving import NotResolved
from tests.contract.cases import CASES, cases

LOCAL = [*cases("ssrf_title_fetch", "local"), *cases("ssrf_title_fetch", "local_obfuscated")]


def as_a_system_would(host: str, _seconds: float) -> list[IPv4Address | IPv6Address]:
    """Addresses without a network: literals in every form that a system's resolver takes, and two names."""
    names = {"localhost": ["::1", "127.0.0.1"], "half.example": ["8.8.8.8", "10.0.0.1"]}
    if host in names:
        return [ip_address(one) for one in names[host]]
    try:
        return [ip_address(canonical_host(host) or "")]
    except ValueError:
        raise NotResolved(f"{host} does not exist") from None


@pytest.mark.parametrize("host", LOCAL)
def test_a_local_host_is_never_asked(host: str) -> None:
    url = f"http://[{host}]/" if ":" in host and not host.startswith("[") else f"http://{host}/"
    with pytest.raises((FetchRefused, FetchFailed)):
        Fetcher(resolve=as_a_system_would).get(url)


@pytest.mark.parametrize("host", [host for host in LOCAL if host not in {"", "localhost"}])
def test_the_reason_is_where_it_leads(host: str) -> None:
    assert why_not(ip_address(canonical_host(host) or host.strip("[]")))


@pytest.mark.parametrize("host", cases("ssrf_title_fetch", "public"))
def test_a_public_host_may_be_asked(host: str) -> None:
    assert why_not(ip_address(host)) == ""


@pytest.mark.parametrize("name", ["nowhere.example", "half.example"])
def test_a_name_without_an_address_or_with_one_that_is_private_is_not_asked(name: str) -> None:
    assert len(CASES["ssrf_title_fetch"]["name_rules"]) == 2
    with pytest.raises((FetchRefused, FetchFailed)):
        Fetcher(resolve=as_a_system_would).get(f"http://{name}/")
