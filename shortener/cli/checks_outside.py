"""`shortener doctor --from-outside URL`: what visitors get, asked from another machine over each family that it has."""

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

from shortener.cli.checks import Finding
from shortener.net.certificates import NoCertificate, shown_to
from shortener.net.resolving import NotResolved, addresses_of

PATIENCE = 5.0
LARGE = "x" * 4000  # with two of them no request fits into few packets
FAMILIES: dict[str, type[IPv4Address] | type[IPv6Address]] = {"IPv6": IPv6Address, "IPv4": IPv4Address}


def outside_findings(url: str) -> Iterator[Finding]:
    """For a site's address; nothing of this machine's settings is needed."""
    site = urlsplit(url if "//" in url else f"https://{url}")
    host = site.hostname or ""
    try:
        found = addresses_of(host, PATIENCE)
    except NotResolved as error:
        yield Finding("name", False, str(error), "A and AAAA records", f"Add records for {host} in the DNS.")
        return
    for name, kind in FAMILIES.items():
        addresses = [one for one in found if isinstance(one, kind)]
        record = "AAAA" if name == "IPv6" else "A"
        mend = f"Add {record} for {host}: to the server itself for AAAA, to the provider's proxy for A."
        shown = ", ".join(map(str, addresses)) or "none"
        yield Finding(record, bool(addresses), shown, f"a record for visitors with {name}", mend)
        for address in addresses:
            if _have(kind):
                yield from _way(host, str(address))


def _way(host: str, address: str) -> Iterator[Finding]:
    """One address, over HTTP and HTTPS."""
    yield _certificate(host, address)
    plain = _asked(host, address, 80, "/healthz")
    yield Finding(
        f"http [{address}]", plain[0] == 200, _spoken(plain), "200",
        "See nginx and the firewall; through the proxy: is its endpoint set for HTTP?",
    )  # fmt: skip
    if plain[0] == 200:
        yield _client(f"client over HTTP [{address}]", address, _asked(host, address, 80, "/-/client"))
    page = _asked(host, address, 443, "/-/client")
    yield Finding(
        f"https [{address}]", page[0] == 200, _spoken(page), "200", "See the certificate, nginx, the firewall."
    )
    if page[0] == 200:
        yield _client(f"client [{address}]", address, page)
    yield _large(host, address)
    stranger = _asked("stranger.invalid", address, 80, "/")
    yield Finding(
        f"other names [{address}]", not is_served(stranger[0]), _spoken(stranger), "no answer, or a refusal",
        "Another server block answers for names that aren't yours; see nginx -T.",
    )  # fmt: skip


def _certificate(host: str, address: str) -> Finding:
    mend = "See: journalctl -u shortener-renew on the server."
    try:
        shown = shown_to(host, address)
    except NoCertificate as error:
        return Finding(f"certificate [{address}]", False, str(error), "a trusted one", mend)
    well = shown.covers(host) and not shown.is_due
    return Finding(f"certificate [{address}]", well, f"{shown.days_left:.1f} days left", "a quarter of its life", mend)


def _client(what: str, address: str, page: tuple[int, str, str]) -> Finding:
    """Over IPv6 it must be ours; over IPv4 somebody may translate on the way, so its family is what counts."""
    wanted = page[2] if ":" in address else "an IPv4 address"
    try:
        said = json.loads(page[1])
        seen, via = said["address"], said["via"]
    except (ValueError, KeyError, TypeError):
        return Finding(what, False, _spoken(page), wanted, "Is it this service that answers there? See nginx -T.")
    if not seen:
        right = False
    elif ":" in address:
        right = ipaddress.ip_address(seen) == ipaddress.ip_address(page[2])
    else:
        right = ":" not in seen
    mend = "See proxy.addresses in site.toml, and that the proxy says who asks: over HTTP, and by PROXY protocol."
    return Finding(what, right, f"{seen or 'unknown'}, {via}", wanted, mend)


def _large(host: str, address: str) -> Finding:
    """Large packets both ways: where "packet too big" is swallowed, small ones come through and these hang."""
    headers = {"Cookie": f"a={LARGE}", "X-Padding": LARGE}
    answer = _asked(host, address, 443, "/admin/sign-in", headers)
    mend = "Let ICMPv6 type 2 through everywhere on the way (RFC 4890), or lower the server's MTU to 1280."
    return Finding(f"packets [{address}]", answer[0] == 200, _spoken(answer), "large ones come through", mend)


def _asked(
    host: str, address: str, port: int, path: str, headers: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Status (0 for none), body or what went wrong, and our own address."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.sock = socket.create_connection((address, port), timeout=PATIENCE)
        ours = str(connection.sock.getsockname()[0])
        if port == http.client.HTTPS_PORT:
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        connection.request("GET", path, headers={"Host": host, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace"), ours
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error) or type(error).__name__, ""
    finally:
        connection.close()


def is_served(status: int) -> bool:
    """Whatever is no page and no redirect is a refusal: 421 and 444, a proxy's own 403, 404 or 503."""
    return http.HTTPStatus.OK <= status < http.HTTPStatus.BAD_REQUEST


def _spoken(answer: tuple[int, str, str]) -> str:
    return str(answer[0]) if answer[0] else f"no answer: {answer[1]}"


def _have(kind: type[IPv4Address] | type[IPv6Address]) -> bool:
    """Whether this machine has a way for the family."""
    family, anywhere = (socket.AF_INET6, "2001:db8::1") if kind is IPv6Address else (socket.AF_INET, "192.0.2.1")
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((anywhere, 9))  # sends nothing
    except OSError:
        return False
    return True
