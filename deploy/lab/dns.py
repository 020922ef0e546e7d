"""The laboratory's DNS: authoritative servers (knot) that take signed updates, and a resolver (unbound)."""

import base64
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.lab.hosts import Host

KNOT, UNBOUND = "/usr/sbin/knotd", "/usr/sbin/unbound"
NEGATIVE = 3600  # seconds that a resolver may remember that a name wasn't there: long, as at many providers


@dataclass(frozen=True, slots=True)
class UpdateKey:
    """A TSIG key that the servers take updates with."""

    name: str = "updates"
    algorithm: str = "hmac-sha256"
    secret: str = ""

    @classmethod
    def new(cls) -> "UpdateKey":
        return cls(secret=base64.b64encode(secrets.token_bytes(32)).decode())


def zone_file(zone: str, servers: Mapping[str, Sequence[str]], lines: Iterable[str] = ()) -> str:
    """A zone of its own, with the addresses of those of its name servers that are in it."""
    first = next(iter(servers))
    head = [f"$ORIGIN {zone}.", "$TTL 60", f"@ SOA {first}. hostmaster 1 3600 600 86400 {NEGATIVE}"]
    names = [f"@ NS {server}." for server in servers]
    glue = [
        f"{server}. AAAA {one}" for server, found in servers.items() if server.endswith(f".{zone}") for one in found
    ]
    return "\n".join([*head, *names, *glue, *lines, ""])


def start_knot(host: Host, folder: Path, addresses: Sequence[str], key: UpdateKey, zones: Mapping[str, str]) -> int:
    """One authoritative server on all of `addresses`, port 53; zones come as zone files."""
    (folder / "database").mkdir(parents=True)
    for zone, text in zones.items():
        (folder / f"{zone}.zone").write_text(text)
    configuration = folder / "knot.conf"
    configuration.write_text(_knot(folder, addresses, key, zones))
    configuration.chmod(0o600)
    return host.start([KNOT, "-c", str(configuration)], lambda: _answers(host, addresses[0], next(iter(zones))))


def start_unbound(
    host: Host, folder: Path, addresses: Sequence[str], stubs: Mapping[str, Sequence[str]], *, cached: bool,
    dns64: str = "",
) -> int:  # fmt: skip
    """A resolver that finds `stubs` at the given addresses.

    Args:
        cached: false forgets everything at once, as a CA's resolver should.
        dns64: the prefix under which IPv4 addresses are shown as IPv6; empty for none.
    """
    folder.mkdir(parents=True)
    configuration = folder / "unbound.conf"
    configuration.write_text(_unbound(folder, addresses, stubs, cached=cached, dns64=dns64))
    return host.start(
        [UNBOUND, "-d", "-p", "-c", str(configuration)], lambda: _answers(host, addresses[0], next(iter(stubs)))
    )


def _answers(host: Host, address: str, zone: str) -> bool:
    """Asked by a program inside the host, since the namespace is not ours."""
    asked = host.run(["kdig", "+short", "+timeout=1", "+retry=0", f"@{address}", zone, "SOA"], timeout=10)
    return bool(asked.stdout.strip()) and not asked.stdout.startswith(";;")


def _knot(folder: Path, addresses: Sequence[str], key: UpdateKey, zones: Mapping[str, str]) -> str:
    listening = ", ".join(f'"{address}@53"' for address in addresses)
    listed = "".join(f'  - domain: "{zone}"\n    file: "{zone}.zone"\n    acl: updates\n' for zone in zones)
    return f"""\
server:
    rundir: "{folder}"
    listen: [{listening}]
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "{folder}/database"
log:
  - target: stdout
    any: info
key:
  - id: "{key.name}"
    algorithm: {key.algorithm}
    secret: "{key.secret}"
acl:
  - id: updates
    key: "{key.name}"
    action: update
template:
  - id: default
    storage: "{folder}"
    zonefile-sync: -1
    zonefile-load: difference
    journal-content: changes
zone:
{listed}"""


def _unbound(
    folder: Path, addresses: Sequence[str], stubs: Mapping[str, Sequence[str]], *, cached: bool, dns64: str
) -> str:
    modules = "dns64 iterator" if dns64 else "iterator"
    forget = "" if cached else "    cache-max-ttl: 0\n    cache-max-negative-ttl: 0\n"
    prefix = f"    dns64-prefix: {dns64}\n" if dns64 else ""
    interfaces = "".join(f"    interface: {address}\n" for address in addresses)
    v4 = "yes" if any("." in address for address in addresses) else "no"
    listed = "".join(
        f'stub-zone:\n    name: "{zone}"\n' + "".join(f"    stub-addr: {one}\n" for one in addresses)
        for zone, addresses in stubs.items()
    )
    return f"""\
server:
{interfaces}    access-control: ::/0 allow
    access-control: 0.0.0.0/0 allow
    do-ip4: {v4}
    do-daemonize: no
    use-syslog: no
    verbosity: 1
    chroot: ""
    username: ""
    directory: "{folder}"
    pidfile: ""
    module-config: "{modules}"
    num-threads: 1
    do-not-query-localhost: no
    local-zone: "test." nodefault
{forget}{prefix}remote-control:
    control-enable: no
{listed}"""
