"""The whole laboratory: an IPv6-only site behind the provider's proxy, its visitors, and all whom it asks."""

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.lab.certificates import Authority
from deploy.lab.dns import UpdateKey, start_knot, start_unbound, zone_file
from deploy.lab.dnsapi.control import tell
from deploy.lab.hosts import Host
from deploy.lab.nat64 import POOL, PREFIX, start_nat64
from deploy.lab.network import Network, Place
from deploy.lab.pebble import Pebble, start_pebble
from deploy.lab.proxy import Node, start_proxy
from deploy.lab.vm import ROOT, Vm

INSTALL = "/opt/shortener/current/deploy/install.sh"
SITE, ZONE = "go.example.org", "example.org"
PROXY = "proxy.lab.test"
PRINTED = "printed.example.org"  # its addresses, of both families, are the proxy's alone
KEY, SECRET = "hook-key", "s3cret-of-the-laboratory"
OUTSIDE_V4 = "192.175.48.2"  # as of RFC 7535: a global address that is nobody's
VISITORS = ("v4", "v6", "dual")


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visitor got; `status` 0 means no answer at all."""

    status: int
    location: str
    server: str
    error: str


@dataclass
class World:
    """All hosts by name; `vms` are the site's machines."""

    net: Network
    folder: Path
    places: dict[str, Place] = field(default_factory=dict)
    vms: list[Vm] = field(default_factory=list)
    proxy_pid: int = 0

    def __getitem__(self, name: str) -> Host:
        return self.places[name].host

    def v6(self, name: str) -> str:
        return self.places[name].v6

    def v4(self, name: str) -> str:
        return self.places[name].v4

    def endpoint(self, name: str) -> str:
        """A machine's second address, for the proxy alone."""
        return f"{self.v6(name).rpartition('::')[0]}::443"

    authority: Authority = field(init=False)
    update_key: UpdateKey = field(init=False)
    control: Path = field(init=False)
    pebble: Pebble = field(init=False)

    def tell_api(self, do: str, **fields: Any) -> Any:
        """A word to the simulator of the provider's API."""
        return tell(self.control, do, **fields)

    def tell_names(self, *records: str) -> None:
        """What people add by hand to ZONE at both name servers: `name AAAA address`."""
        key = f"{self.update_key.algorithm}:{self.update_key.name}:{self.update_key.secret}"
        for server in ("ns1", "ns2"):
            lines = [f"server {self.v6(server)} 53", f"zone {ZONE}."]
            for name, kind, data in (record.split(" ", 2) for record in records):
                lines.append(f"update add {name}.{ZONE}. 60 {kind} {data}")
            self[server].must(["knsupdate", "-y", key], "\n".join([*lines, "send", ""]))

    def visit(self, who: str, url: str, *words: str) -> Visit:
        """One request, redirects not followed."""
        shown = "%{http_code} %{remote_ip} %{redirect_url}"
        asked = ["curl", "-s", "-S", "-o", "/dev/null", "--max-time", "10", "--cacert", str(self.trust), "-w", shown]
        done = self[who].run([*asked, *words, url])
        status, server, location = [*done.stdout.split(" ", 2), "", ""][:3]
        return Visit(int(status or 0), location, server, done.stderr.strip())

    @property
    def trust(self) -> Path:
        """What visitors' browsers trust: the CA's root."""
        return self.folder / "root.pem"

    def join_machine(self, name: str) -> Vm:
        """A machine with a route to its second address, not booted."""
        self.places[name] = self.net.join(name, kind=Vm)
        self.net.route(f"{self.endpoint(name)}/128", self.places[name])
        vm = self[name]
        assert isinstance(vm, Vm)
        return vm

    def start_machine(self, vm: Vm) -> None:
        """Boots it; it trusts the laboratory's own authority, as everybody trusts those of the world."""
        vm.use_resolver(f"{self.v6('provider')}64")
        vm.boot()
        vm.must(["sh", "-c", "cat >>/etc/ssl/certs/ca-certificates.crt"], self.authority.certificate.read_text())

    def use_proxy(self, nodes: list[Node], version: int = 2) -> None:
        """The proxy begins anew with these nodes."""
        if self.proxy_pid:
            self["proxy"].end(self.proxy_pid)
        folder = self.folder / f"proxy-{time.monotonic_ns()}"
        self.proxy_pid = start_proxy(self["proxy"], folder, nodes, [SITE, PRINTED], version=version)


@contextlib.contextmanager
def world(prefix: str, folder: Path, machines: int = 1) -> Iterator[World]:
    """All of it, for as long as the block lasts; the machines boot, but nothing is set up on them."""
    made = build(prefix, folder, machines)
    try:
        yield made
    finally:
        made.net.remove()


def build(prefix: str, folder: Path, machines: int) -> World:
    """All of it, until its network is removed."""
    made = World(Network(prefix, folder), folder)
    try:
        _join(made, machines)
        _start_names(made)
        _start_provider(made)
        for vm in made.vms:
            made.start_machine(vm)
        made.use_proxy([Node(one, made.endpoint(one)) for one in _machines(machines)])
    except BaseException:
        made.net.remove()
        raise
    return made


def site_toml(made: World, name: str, more: str = "", certificate: str = "") -> str:
    """What an operator writes for one of the machines: `more` at the top, and what `certificate` has besides."""
    return f"""\
domain = "{SITE}"
hosts = ["{PRINTED}"]
{more}
[proxy]
addresses = ["{made.v6("proxy")}"]
endpoint = "{made.endpoint(name)}"
name = "{PROXY}"

[access]
munin = ["{made.v6("provider").rpartition("::")[0]}::/64"]

[certificate]
directory = "{made.pebble.directory}"
{certificate}
"""


def set_up(made: World, vm: Vm, name: str, more: str = "") -> None:
    """What an operator does on a machine as it comes, after phases `packages` and `release`."""
    prepare(made, vm, name, more)
    vm.must([INSTALL, "configure"])


def prepare(made: World, vm: Vm, name: str, more: str = "") -> None:
    """The operator's own files, and a release in use."""
    vm.write("/etc/shortener/site.toml", site_toml(made, name, more))
    vm.write("/etc/shortener/acme-dns01.toml", HOOK, "600")
    vm.must([INSTALL.replace("current", "releases/one"), "use", "one"])


def set_up_others(made: World) -> None:
    """The machines after the first one share its database; what they need for that comes to them by a pipe."""
    first, *others = made.vms
    names = _machines(len(made.vms))[1:]
    nodes = ", ".join(f'"{made.v6(name)}"' for name in names)
    set_up(made, first, "vm1", f"[database]\nnodes = [{nodes}]\n")
    bundle = first.must([INSTALL, "share"])

    def join(name: str, vm: Vm) -> None:
        prepare(made, vm, name, f'[database]\nhost = "{made.v6("vm1")}"\n')
        vm.must([INSTALL, "join"], bundle)
        vm.must([INSTALL, "configure"])

    with ThreadPoolExecutor() as threads:
        list(threads.map(join, names, others))


HOOK = f"""\
settle = 0.2
pause = 0.5
[[account]]
kind = "mythic"
key = "{KEY}"
secret = "{SECRET}"
server = "https://api.lab.test/dns/v2"
"""


def _machines(count: int) -> list[str]:
    return [f"vm{number}" for number in range(1, count + 1)]


def _join(made: World, machines: int) -> None:
    families = {"v4": (False, True), "v6": (True, False), "dual": (True, True), "proxy": (True, True)}
    families |= {"ns1": (True, False), "ns2": (True, False), "provider": (True, True), "ca": (True, True)}
    for name, (v6, v4) in families.items():
        made.places[name] = made.net.join(name, v6=v6, v4=v4)
    made.places["router"] = Place(made.net.router)
    made.places["web"] = made.net.join("web", v6=False, v4=True, v4_address=OUTSIDE_V4)
    made.vms.extend(made.join_machine(name) for name in _machines(machines))
    made.net.route(PREFIX, made.places["provider"])
    made.net.route(POOL, made.places["provider"])
    for name, place in made.places.items():
        if name == "router" or isinstance(place.host, Vm):
            continue
        place.host.use_resolver(made.v4("provider") if not place.v6 else made.v6("provider") if name in VISITORS else
                                f"{made.v6('provider')}64")  # fmt: skip


def _start_names(made: World) -> None:
    made.update_key = UpdateKey.new()
    servers = {f"{name}.lab.test": [made.v6(name)] for name in ("ns1", "ns2")}
    own = [f"{name} AAAA {made.v6('provider')}" for name in ("api", "auth")]
    own += [f"ca AAAA {made.v6('ca')}", f"web A {OUTSIDE_V4}"]
    own += [f"proxy AAAA {made.v6('proxy')}", f"proxy A {made.v4('proxy')}"]
    site = [f"go AAAA {made.v6('vm1')}", f"go A {made.v4('proxy')}"]
    site += [f"printed AAAA {made.v6('proxy')}", f"printed A {made.v4('proxy')}"]
    zones = {"lab.test": zone_file("lab.test", servers, own), ZONE: zone_file(ZONE, servers, site)}
    known = ["@ A 192.0.0.170", "@ A 192.0.0.171"]  # by which machines find the translator's prefix (RFC 7050)
    zones["ipv4only.arpa"] = zone_file("ipv4only.arpa", servers, known)
    for name in ("ns1", "ns2"):
        start_knot(made[name], made.folder / name / "knot", [made.v6(name)], made.update_key, zones)
    stubs = {zone: [made.v6("ns1"), made.v6("ns2")] for zone in zones}
    provider = made["provider"]
    dns64 = f"{made.v6('provider')}64"
    provider.configure("address", "add", f"{dns64}/64", "dev", "eth0", "nodad")
    folder = made.folder / "provider"
    start_unbound(provider, folder / "dns64", [dns64], stubs, cached=True, dns64=PREFIX)
    start_unbound(provider, folder / "public", [made.v6("provider"), made.v4("provider")], stubs, cached=True)
    start_unbound(made["ca"], made.folder / "ca" / "uncached", [made.v6("ca")], stubs, cached=False)


def _start_provider(made: World) -> None:
    made.authority = Authority(made.folder)
    start_nat64(made["provider"], made.folder / "provider" / "nat64")
    made.control = _start_api(made)
    address = made.v6("ca")
    made.pebble = start_pebble(
        made["ca"], made.folder / "pebble", "ca.lab.test", address, resolver=address, authority=made.authority
    )
    web = made["web"]
    serve = [sys.executable, str(ROOT / "deploy" / "lab" / "web.py"), OUTSIDE_V4]
    web.start(serve, lambda: web.run(["curl", "-s", f"http://{OUTSIDE_V4}/"]).returncode == 0)
    root = ["curl", "-sf", "--cacert", str(made.authority.certificate), "https://ca.lab.test:15000/roots/0"]
    made.trust.write_text(made["ca"].must(root))


def _start_api(made: World) -> Path:
    certificate, private = made.authority.issue("api.lab.test", "auth.lab.test")
    control, description = made.folder / "control", made.folder / "dnsapi.json"
    key = made.update_key
    settings = {
        "address": made.v6("provider"),
        "port": 443,
        "certificate": str(certificate),
        "key": str(private),
        "control": str(control),
        "zones": [ZONE],
        "servers": [{"name": f"{name}.lab.test", "address": made.v6(name), "usual": 0.0} for name in ("ns1", "ns2")],
        "tsig": [key.name, key.algorithm, key.secret],
        "keys": [{"name": KEY, "secret": SECRET}],
        "passwords": {},
    }
    description.write_text(json.dumps(settings))
    words = [sys.executable, "-m", "deploy.lab.dnsapi", str(description)]
    made["provider"].start(words, control.exists, {"PYTHONPATH": str(ROOT)})
    return control
