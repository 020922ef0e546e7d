"""A DNS of its own for the hook, in one namespace: authoritative servers, resolvers, the provider's API, a CA."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.lab.certificates import Authority
from deploy.lab.dns import UpdateKey, start_knot, start_unbound, zone_file
from deploy.lab.dnsapi.control import tell
from deploy.lab.hosts import Host, host
from deploy.lab.pebble import Pebble, start_pebble

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = ("ip", "knotd", "kdig", "unbound", "openssl", "pebble", "certbot", "dehydrated", "lego")
FIRST, FIRST_TOO, SECOND = "fd53::1", "fd53::11", "fd53::2"
RESOLVER, FORGETFUL = "fd53::53", "fd53::54"
API, CA = "fd53::a", "fd53::ca"
SERVERS = {"ns1.dns.test": (FIRST, FIRST_TOO), "ns2.dns.test": (SECOND,)}
PROVIDED = ("example.org", "sub.example.org", "example.net")
SIGNED = "signed.test"
MINIMUM = 1800  # seconds, of sub.example.org; the zone files have another one
KEY, SECRET, PASSWORD = "hook-key", "s3cret-of-the-hook-key", "p4ssword-of-the-domain"
NARROW, NARROW_SECRET = "narrow-key", "n4rrow-s3cret-of-a-key"


def lacks() -> str:
    """Why the laboratory can't be here; empty when it can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    missing = [name for name in PROGRAMS if shutil.which(name, path=path) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


@dataclass
class Lab:
    """What tests use of it."""

    host: Host
    folder: Path
    authority: Authority
    control: Path
    update_key: UpdateKey
    pebble: Pebble

    def tell(self, do: str, **fields: Any) -> Any:
        return tell(self.control, do, **fields)

    def values(self, zone: str, host: str = "_acme-challenge") -> list[str]:
        """What the provider has there."""
        found: list[str] = self.tell("values", zone=zone, host=host)
        return found

    def served(self, name: str, address: str) -> set[str]:
        """What a name server answers."""
        lines = self.host.run(["kdig", "+short", "+norec", f"@{address}", name, "TXT"]).stdout.splitlines()
        return {line.strip('"') for line in lines if line.startswith('"')}

    def serve(self, zone: str, *changes: str) -> None:
        """Changes that people make by hand at both servers: `+name ttl type data` or `-name type`."""
        for address in (FIRST, SECOND):
            lines = [f"server {address} 53", f"zone {zone}."]
            lines += [f"update {'add' if one[0] == '+' else 'delete'} {one[1:]}" for one in changes]
            key = f"{self.update_key.algorithm}:{self.update_key.name}:{self.update_key.secret}"
            done = self.host.run(["knsupdate", "-y", key], input="\n".join([*lines, "send", ""]))
            assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def laboratory(folder: Path) -> Iterator[Lab]:
    """All of it, for as long as the block lasts."""
    with host(f"acme-{os.getpid()}", folder) as made:
        for address in (FIRST, FIRST_TOO, SECOND, RESOLVER, FORGETFUL, API, CA):
            made.configure("address", "add", f"{address}/128", "dev", "lo", "nodad")
        made.use_resolver(RESOLVER)
        key = UpdateKey.new()
        _start_dns(made, folder, key)
        authority = Authority(folder)
        control = _start_api(made, folder, authority, key)
        pebble = start_pebble(made, folder / "pebble", "ca.dns.test", CA, resolver=FORGETFUL, authority=authority)
        yield Lab(made, folder, authority, control, key, pebble)


def _start_dns(made: Host, folder: Path, key: UpdateKey) -> None:
    own = [*(f"{name} AAAA {API}" for name in ("api", "auth", "v1")), f"ca AAAA {CA}"]
    zones = {"dns.test": zone_file("dns.test", SERVERS, own)}
    zones |= {zone: zone_file(zone, SERVERS) for zone in PROVIDED}
    first_only = {"ns1.dns.test": SERVERS["ns1.dns.test"]}
    start_knot(made, folder / "ns1", [FIRST, FIRST_TOO], key, zones | {SIGNED: zone_file(SIGNED, first_only)})
    start_knot(made, folder / "ns2", [SECOND], key, zones)
    stubs = {zone: [FIRST, SECOND] for zone in zones} | {SIGNED: [FIRST]}
    start_unbound(made, folder / "resolver", [RESOLVER], stubs, cached=True)
    start_unbound(made, folder / "forgetful", [FORGETFUL], stubs, cached=False)


def _start_api(made: Host, folder: Path, authority: Authority, key: UpdateKey) -> Path:
    certificate, private = authority.issue("api.dns.test", "auth.dns.test", "v1.dns.test")
    control, description = folder / "control", folder / "dnsapi.json"
    permit = {"zone": "example.org", "host": "_acme-challenge", "type": "TXT"}
    settings = {
        "address": API,
        "port": 443,
        "certificate": str(certificate),
        "key": str(private),
        "control": str(control),
        "zones": PROVIDED,
        "servers": [
            {"name": "ns1.dns.test", "address": FIRST, "usual": 0.0},
            {"name": "ns2.dns.test", "address": SECOND, "usual": 0.0},
        ],
        "minimum": {"sub.example.org": MINIMUM},
        "tsig": [key.name, key.algorithm, key.secret],
        "keys": [
            {"name": KEY, "secret": SECRET},
            {"name": NARROW, "secret": NARROW_SECRET, "permits": [permit]},
        ],
        "passwords": {"example.net": PASSWORD},
    }
    description.write_text(json.dumps(settings))
    made.start([sys.executable, "-m", "deploy.lab.dnsapi", str(description)], control.exists, {"PYTHONPATH": str(ROOT)})
    return control
