"""What is known of the network's translator: what DNS64 shows is kept, and that nobody answered isn't."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest

from shortener.net import resolving
from shortener.net.resolving import NoSuchName, NotResolved, nat64_prefixes

SHOWN: list[IPv4Address | IPv6Address] = [IPv6Address("64:ff9b::c000:aa")]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[IPv4Address | IPv6Address] | NotResolved]]:
    """What resolvers say to the next questions."""
    coming: list[list[IPv4Address | IPv6Address] | NotResolved] = []

    def asked(*_: object) -> list[IPv4Address | IPv6Address]:
        said = coming.pop(0)
        if isinstance(said, NotResolved):
            raise said
        return said

    monkeypatch.setattr(resolving, "_asked", asked)
    resolving._prefixes.cache_clear()
    yield coming
    resolving._prefixes.cache_clear()


def test_a_silent_resolver_is_not_remembered_as_no_translator(answers: list[object]) -> None:
    answers += [NotResolved("nobody says"), SHOWN]
    with pytest.raises(NotResolved):
        nat64_prefixes()
    assert nat64_prefixes() == nat64_prefixes() == (IPv6Network("64:ff9b::/96"),)


@pytest.mark.parametrize("said", [[], NoSuchName("ipv4only.arpa does not exist")])
def test_a_network_without_a_translator_has_no_prefix(answers: list[object], said: object) -> None:
    answers.append(said)
    assert nat64_prefixes() == nat64_prefixes() == ()
