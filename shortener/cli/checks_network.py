"""`shortener doctor --network`: what an IPv6-only server behind a proxy needs of its machine, and of the DNS."""

import os
import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path

from shortener.acme.check import check
from shortener.acme.config import USUAL, read
from shortener.acme.errors import Failure
from shortener.cli.checks import Finding
from shortener.cli.context import opened_database
from shortener.links.records import load_hosts
from shortener.net.certificates import NoCertificate, shown_to
from shortener.net.machine import clock_is_set, ipv4_listeners, is_literal, own_addresses
from shortener.net.resolving import NotResolved, addresses_of, nat64_prefixes
from shortener.settings import Settings
from shortener.stores import StoreError

IPV4_ONLY, IPV4_ONLY_PORT = "github.com", 443  # what many a machine needs, and has no IPv6 address
PATIENCE = 5.0
WANTED = "as docs/acme.md says"
ETC = Path("/etc")
CONFIGURED = (  # what set-up writes, and who answers for names
    *("shortener", "nginx/shortener", "nftables.conf", "redis/redis-shortener.conf", "systemd/timesyncd.conf.d"),
    *("munin/munin-node.conf", "resolv.conf"),
)
DOTTED = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")


def network_findings(settings: Settings, ipv4_only: str = IPV4_ONLY) -> Iterator[Finding]:
    """All of them, each for itself."""
    own = own_addresses()
    yield Finding(
        "IPv6", bool(own), ", ".join(map(str, own)) or "no global address", "one global address",
        "Give this machine an IPv6 address; it is its only way to the world.",
    )  # fmt: skip
    yield from _sockets()
    yield from _literals()
    for host in _hosts(settings):
        yield from _names(host, own, settings)
        yield from _certificate(host)
    yield from _translator(ipv4_only)
    yield _clock()
    yield from hook_findings(settings.site.hostname or "")


def _sockets() -> Iterator[Finding]:
    found = ", ".join(ipv4_listeners())
    mend = "Have that program listen on [::] or a UNIX socket; nobody reaches it over IPv4 here."
    yield Finding("IPv4 sockets", not found, found or "none", "none", mend)


def _literals() -> Iterator[Finding]:
    """An IPv4 address in a configuration works until the day it is needed."""
    places = [
        f"{path}, line {number}"
        for place in (ETC / one for one in CONFIGURED)
        for path in ([place] if place.is_file() else sorted(place.rglob("*")))
        if path.suffix in {".conf", ".toml", ".env"}
        for number, line in enumerate(_lines(path), 1)
        if DOTTED.search(line.partition("#")[0])
    ]
    mend = "Write a name or an IPv6 address there, and run deploy/install.sh configure."
    yield Finding("IPv4 literals", not places, "; ".join(places) or "none", "none", mend)


def _names(host: str, own: list[IPv6Address], settings: Settings) -> Iterator[Finding]:
    """AAAA leads here or to the proxy; A, where there is a proxy, leads somewhere."""
    proxies = [ip_network(one) for one in settings.trusted_proxies if one != "unix"]
    try:
        found = addresses_of(host, PATIENCE)
    except NotResolved as error:
        yield Finding(f"{host} AAAA", False, str(error), "this machine", "Add an AAAA record in the DNS.")
        return
    v6 = [one for one in found if isinstance(one, IPv6Address) and not _is_translated(one)]
    strange = [one for one in v6 if one not in own and not _is_in(one, proxies)]
    mend = f"Have the AAAA record of {host} lead to {own[0] if own else 'this machine'} or to the proxy."
    shown = ", ".join(map(str, v6)) or "none"
    yield Finding(f"{host} AAAA", bool(v6) and not strange, shown, "this machine, or the proxy", mend)
    if proxies:
        v4 = [one for one in found if isinstance(one, IPv4Address)]
        mend = f"Have the A record of {host} lead to the proxy: half of all visitors have nothing but IPv4."
        yield Finding(f"{host} A", bool(v4), ", ".join(map(str, v4)) or "none", "the proxy's address", mend)


def _is_translated(address: IPv6Address) -> bool:
    return any(address in prefix for prefix in (IPv6Network("64:ff9b::/96"), *_prefixes()))


def _is_in(address: IPv6Address, networks: list[IPv4Network | IPv6Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _certificate(host: str) -> Iterator[Finding]:
    what, mend = f"{host} certificate", "See: journalctl -u shortener-renew; try it: systemctl start shortener-renew."
    try:
        found = shown_to(host, "::1")
    except NoCertificate as error:
        yield Finding(what, False, str(error), "a trusted one", mend)
        return
    days = f"{found.days_left:.1f} days left"
    yield Finding(what, found.covers(host) and not found.is_due, days, "a quarter of its life at least", mend)


def _prefixes() -> tuple[IPv6Network, ...]:
    try:
        return nat64_prefixes()
    except NotResolved:
        return ()


def _translator(ipv4_only: str) -> Iterator[Finding]:
    prefixes = _prefixes()
    shown = ", ".join(map(str, prefixes)) or "none"
    mend = "Set a resolver with DNS64 first in /etc/resolv.conf; without it, IPv4-only services are out of reach."
    yield Finding("DNS64", bool(prefixes), shown, "a prefix at ipv4only.arpa", mend)
    if prefixes:
        trouble = _connect(ipv4_only)
        mend = "Ask the provider whether its NAT64 works; titles of IPv4-only pages have to wait."
        yield Finding("NAT64", not trouble, trouble or f"{ipv4_only} answers", f"{ipv4_only} answers", mend)


def _connect(name: str) -> str:
    """What went wrong, over IPv6 alone."""
    host, _, port = name.partition(":")
    try:
        target = next(one for one in addresses_of(host, PATIENCE) if isinstance(one, IPv6Address))
        socket.create_connection((str(target), int(port or IPV4_ONLY_PORT)), timeout=PATIENCE).close()
    except StopIteration:
        return f"{host} has no address that DNS64 made"
    except (NotResolved, OSError) as error:
        return f"{host} can't be reached: {error}"
    return ""


def _clock() -> Finding:
    well = clock_is_set()
    mend = "See: timedatectl; the pool must have IPv6 addresses, such as 2.debian.pool.ntp.org."
    return Finding("clock", well, "synchronised" if well else "runs on its own", "synchronised", mend)


def hook_findings(host: str) -> Iterator[Finding]:
    """Whether the key in the hook's file would do; the file is empty where challenges come by HTTP."""
    if not (USUAL.is_file() and USUAL.stat().st_size):
        return
    if not os.access(USUAL, os.R_OK):
        yield Finding("hook", True, f"not looked at, since its key is root's; as root: acme-dns01 check {host}")
        return
    try:
        config = read(USUAL, {})
    except Failure as error:
        yield Finding("hook file", False, str(error), WANTED, "Mend it, then run: acme-dns01 check.")
        return
    for line in check(host, config, lambda _text: None, write=False):
        yield Finding(f"hook {line.what}", line.well, line.found, WANTED, "Run: acme-dns01 check.")


def _hosts(settings: Settings) -> list[str]:
    """Names that visitors use; a site on localhost has none."""
    try:
        with opened_database(settings) as database:
            known = list(load_hosts(database))
    except StoreError:
        known = [settings.site.hostname or ""]
    return [host for host in known if "." in host and not is_literal(host)]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
