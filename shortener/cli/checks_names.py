"""Checks of the DNS: that a name leads to this machine or to the proxy in IPv6, and to the proxy in IPv4."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from shortener.cli.checks import Finding
from shortener.net.client import Trusted
from shortener.net.resolving import NotResolved, addresses_of, nat64_prefixes
from shortener.settings import Settings

PATIENCE = 5.0
KNOWN_PREFIX = IPv6Network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


def name_findings(host: str, own: list[IPv6Address], named: list[Address], settings: Settings) -> Iterator[Finding]:
    """AAAA leads here or to the proxy; A, where there is a proxy, leads there and nowhere else.

    `named` are the addresses of the proxy's names.
    """
    proxies = Trusted(settings.trusted_proxies)
    try:
        found = addresses_of(host, PATIENCE)
    except NotResolved as error:
        yield Finding(f"{host} AAAA", False, str(error), "this machine", "Add an AAAA record in the DNS.")
        return
    v6 = [one for one in found if isinstance(one, IPv6Address) and not _is_translated(one)]
    strange = [one for one in v6 if one not in own and one not in named and not proxies.covers(one)]
    mend = f"Have the AAAA record of {host} lead to {own[0] if own else 'this machine'} or to the proxy."
    yield Finding(f"{host} AAAA", bool(v6) and not strange, _shown(v6), "this machine, or the proxy", mend)
    if proxies.networks or settings.proxy_names:
        yield _a_record(host, [one for one in found if isinstance(one, IPv4Address)], named, settings)


def _a_record(host: str, found: list[IPv4Address], named: list[Address], settings: Settings) -> Finding:
    """The proxy's own addresses are those of its name; without it, only whether there is any record can be told."""
    v4 = [one for one in named if isinstance(one, IPv4Address)]
    wanted, shown = _shown(v4) if settings.proxy_names else "the proxy's address", _shown(found)
    mend = f"Have the A record of {host} lead to the proxy: half of all visitors have nothing but IPv4."
    if settings.proxy_names and not v4:
        mend = f"{settings.proxy_names[0]} has no A record; correct proxy.name in site.toml."
    well = bool(found) and (not settings.proxy_names or set(found) <= set(v4))
    if found and not settings.proxy_names:
        shown += " (not compared: proxy.name in site.toml is not set)"
    return Finding(f"{host} A", well, shown, wanted, mend)


def addresses_named(names: Iterable[str]) -> list[Address]:
    found: list[Address] = []
    for name in names:
        try:
            found += addresses_of(name, PATIENCE)
        except NotResolved:
            continue
    return found


def _shown(addresses: Iterable[Address]) -> str:
    return ", ".join(map(str, addresses)) or "none"


def _is_translated(address: IPv6Address) -> bool:
    return any(address in prefix for prefix in (KNOWN_PREFIX, *prefixes()))


def prefixes() -> tuple[IPv6Network, ...]:
    """Those of this network's NAT64; none where nobody says so."""
    try:
        return nat64_prefixes()
    except NotResolved:
        return ()
