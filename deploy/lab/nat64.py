"""The way from IPv6-only machines to the IPv4 world: tayga translates, under addresses that DNS64 makes."""

from pathlib import Path

from deploy.lab.hosts import Host

TAYGA = "/usr/sbin/tayga"
PREFIX = "64:ff9b::/96"  # RFC 6052
# Of RFC 7535: globally reachable on paper, and of nobody. A translator under this prefix takes no private ones.
OWN, POOL = "192.31.196.1", "192.31.196.128/25"


def start_nat64(host: Host, folder: Path) -> int:
    """Translates what is routed to it; the router must send PREFIX and POOL here."""
    folder.mkdir(parents=True)
    configuration = folder / "tayga.conf"
    configuration.write_text(
        f"tun-device nat64\nipv4-addr {OWN}\nprefix {PREFIX}\ndynamic-pool {POOL}\ndata-dir {folder}\n"
    )
    words = [TAYGA, "--config", str(configuration)]
    host.must([*words, "--mktun"])
    host.configure("link", "set", "nat64", "up")
    for prefix in (PREFIX, POOL):
        host.configure("route", "add", prefix, "dev", "nat64")
    for setting in ("net.ipv6.conf.all.forwarding=1", "net.ipv4.ip_forward=1"):
        host.must(["sysctl", "-q", setting])
    return host.start([*words, "--nodetach"], lambda: True)
