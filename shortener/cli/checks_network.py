"""`shortener doctor --network`: what an IPv6-only server behind a proxy needs of its machine, and of the DNS."""

import contextlib
import os
import socket
from collections.abc import Iterator
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from shortener.acme import mythic, mythic_v1
from shortener.acme.check import check
from shortener.acme.config import USUAL, read
from shortener.acme.errors import Failure
from shortener.cli.checks import Finding
from shortener.cli.checks_literals import literal_findings
from shortener.cli.checks_names import addresses_named, name_findings, prefixes
from shortener.cli.checks_packets import packet_findings
from shortener.cli.context import opened_database
from shortener.links.records import load_hosts
from shortener.net.certificates import NoCertificate, shown_to
from shortener.net.machine import clock_is_set, ipv4_listeners, is_literal, own_addresses
from shortener.net.resolving import NotResolved, addresses_of
from shortener.net.sockets import dual_listeners
from shortener.settings import Settings
from shortener.stores import StoreError

IPV4_ONLY, IPV4_ONLY_PORT = "github.com", 443  # what many a machine needs, and has no IPv6 address
PATIENCE = 5.0
WANTED = "as docs/acme.md says"


def network_findings(settings: Settings, ipv4_only: str = IPV4_ONLY) -> Iterator[Finding]:
    """All of them, each for itself."""
    own = own_addresses()
    yield Finding(
        "IPv6", bool(own), ", ".join(map(str, own)) or "no global address", "one global address",
        "Give this machine an IPv6 address; it is its only way to the world.",
    )  # fmt: skip
    yield from _sockets()
    yield from literal_findings()
    named = addresses_named(settings.proxy_names)
    for host in _hosts(settings):
        yield from name_findings(host, own, named, settings)
        yield from _certificate(host)
    yield from _translator(ipv4_only)
    yield from packet_findings(settings, [*_apis(), ipv4_only.partition(":")[0]])
    yield _clock()
    yield from hook_findings(settings.site.hostname or "")


def _sockets() -> Iterator[Finding]:
    listening = list(ipv4_listeners())
    with contextlib.suppress(OSError):  # a kernel that doesn't tell of these
        listening += dual_listeners()
    mend = "Have that program listen on IPv6 only or a UNIX socket (with net.ipv6.bindv6only=1, [::] is IPv6 only)."
    yield Finding("IPv4 sockets", not listening, ", ".join(listening) or "none", "none", mend)


def _certificate(host: str) -> Iterator[Finding]:
    what, mend = f"{host} certificate", "See: journalctl -u shortener-renew; try it: systemctl start shortener-renew."
    try:
        found = shown_to(host, "::1")
    except NoCertificate as error:
        yield Finding(what, False, str(error), "a trusted one", mend)
        return
    days = f"{found.days_left:.1f} days left"
    yield Finding(what, found.covers(host) and not found.is_due, days, "a quarter of its life at least", mend)


def _translator(ipv4_only: str) -> Iterator[Finding]:
    found = prefixes()
    shown = ", ".join(map(str, found)) or "none"
    mend = "Set a resolver with DNS64 first in /etc/resolv.conf; without it, IPv4-only services are out of reach."
    yield Finding("DNS64", bool(found), shown, "a prefix at ipv4only.arpa", mend)
    if found:
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
    mend = "See: timedatectl; the pool must have IPv6 addresses, such as 2.debian.pool.ntp.org."
    try:
        well = clock_is_set()
    except OSError as error:
        return Finding("clock", False, f"can't be asked: {error.strerror}", "synchronised", mend)
    return Finding("clock", well, "synchronised" if well else "runs on its own", "synchronised", mend)


def _apis() -> list[str]:
    """Hosts of the DNS API, as the hook's file has them, for whoever may read it."""
    try:
        accounts = read(USUAL, {}).accounts
    except Failure:
        return []
    servers = (one.server or {"mythic": mythic.API, "mythic-v1": mythic_v1.API}.get(one.kind, "") for one in accounts)
    found = (urlsplit(one if "//" in one else f"//{one}").hostname for one in servers)
    return list(dict.fromkeys(host for host in found if host))


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
