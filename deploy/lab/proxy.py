"""The provider's IPv4-to-IPv6 proxy: haproxy with the configuration of deploy/haproxy."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.lab.hosts import Host
from deploy.nginx.fill import fill

HAPROXY = "/usr/sbin/haproxy"
TEMPLATE = Path(__file__).resolve().parent.parent / "haproxy" / "haproxy.cfg.in"


@dataclass(frozen=True, slots=True)
class Node:
    """A machine that takes its share of visitors.

    Args:
        endpoint: its address for the proxy alone.
    """

    name: str
    endpoint: str
    weight: int = 1


def start_proxy(host: Host, folder: Path, nodes: Sequence[Node], names: Sequence[str], *, version: int = 2) -> int:
    """Listens on ports 80 and 443 of both families.

    Args:
        version: of the PROXY header, 1 or 2.
    """
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "haproxy.cfg"
    configuration.write_text(filled(folder, nodes, names, version))
    words = [HAPROXY, "-W", "-db", "-f", str(configuration)]
    return host.start(words, (folder / "admin").exists)


def filled(folder: Path, nodes: Sequence[Node], names: Sequence[str], version: int) -> str:
    """The configuration for these nodes."""
    header = "send-proxy" if version == 1 else "send-proxy-v2"
    values = {
        "ADMIN": f"{folder}/admin",
        "HOST": names[0],
        "HOSTS": " ".join(names),
        "PLAIN": ":::80 v4v6",
        "SECURE": ":::443 v4v6",
        "NODE": [f"{one.name} [{one.endpoint}]:80 weight {one.weight}" for one in nodes],
        "ENDPOINT": [f"{one.name} [{one.endpoint}]:443 weight {one.weight} {header}" for one in nodes],
    }
    return fill(TEMPLATE.read_text(), values)
