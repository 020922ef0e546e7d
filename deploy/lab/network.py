"""The laboratory's wires: a router, and each host on a link of its own to it."""

from dataclasses import dataclass
from pathlib import Path

from deploy.lab.hosts import Host

# Of RFC 3849 and RFC 5737, since nothing of this leaves the machine.
V6, V4 = "2001:db8:{}::{}", "203.0.113.{}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a host is: its addresses, empty where it has none of that family."""

    host: Host
    v6: str = ""
    v4: str = ""


class Network:
    """A router that knows the way to every host that joins; `remove` takes all of them away, the last one first."""

    def __init__(self, prefix: str, folder: Path) -> None:
        self._prefix, self._folder = prefix, folder
        self._hosts: list[Host] = []
        self.router = self.add("router")
        for setting in ("net.ipv6.conf.all.forwarding=1", "net.ipv4.ip_forward=1"):
            self.router.must(["sysctl", "-q", setting])

    def add(self, name: str, kind: type[Host] = Host) -> Host:
        """A host without any wire."""
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        made = kind(f"{self._prefix}{name}", folder)
        self._hosts.append(made)
        return made

    def join(
        self, name: str, *, v6: bool = True, v4: bool = False, kind: type[Host] = Host, v4_address: str = ""
    ) -> Place:
        """A host with a link to the router, of the families that it is to have.

        Args:
            v4_address: another than the next free one, with its length.
        """
        host = self.add(name, kind)
        number = len(self._hosts)
        wire = f"to{number}"
        self.router.configure("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", host.name)
        for one, device in ((self.router, wire), (host, "eth0")):
            one.configure("link", "set", device, "up")
        here = Place(host)
        if v6:
            here = Place(host, V6.format(number, "2"), "")
            self._connect(host, wire, V6.format(number, "1"), here.v6, "64")
        if v4:
            far = v4_address or V4.format(4 * number + 2)
            near = far.rpartition(".")[0] + "." + str(int(far.rpartition(".")[2]) - 1)
            here = Place(host, here.v6, far)
            self._connect(host, wire, near, far, "30")
        if not v6:
            host.must(["sysctl", "-q", "net.ipv6.conf.all.disable_ipv6=1"])
        return here

    def route(self, prefix: str, host: Place) -> None:
        """More addresses that are behind a host."""
        self.router.configure("route", "add", prefix, "via", host.v6 if ":" in prefix else host.v4)

    def _connect(self, host: Host, wire: str, near: str, far: str, length: str) -> None:
        nodad = ["nodad"] if ":" in far else []
        self.router.configure("address", "add", f"{near}/{length}", "dev", wire, *nodad)
        host.configure("address", "add", f"{far}/{length}", "dev", "eth0", *nodad)
        host.configure("-6" if ":" in far else "-4", "route", "add", "default", "via", near)

    def remove(self) -> None:
        while self._hosts:
            self._hosts.pop().remove()
