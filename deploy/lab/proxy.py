"""The provider's IPv4-to-IPv6 proxy: haproxy as deploy/setup/proxy.py sets it up."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.lab.hosts import Host

HAPROXY = "/usr/sbin/haproxy"
ROOT = Path(__file__).resolve().parent.parent.parent
SETUP = ("env", f"PYTHONPATH={ROOT}", sys.executable, "-P", "-m", "deploy.setup.proxy")  # as install.sh asks for it


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
    source, configuration = folder / "proxy.toml", folder / "haproxy.cfg"
    source.write_text(proxy_toml(folder, nodes, names, version))
    host.must([*SETUP, str(source), str(configuration)])
    words = [HAPROXY, "-W", "-db", "-f", str(configuration)]
    return host.start(words, (folder / "admin").exists)


def proxy_toml(folder: Path, nodes: Sequence[Node], names: Sequence[str], version: int) -> str:
    """What an operator of a proxy writes for these nodes; `install.sh proxy` makes the configuration of it."""
    lines = [f"hosts = {json.dumps(list(names))}", f"header = {version}", f'socket = "{folder}/admin"']
    for one in nodes:
        lines += ["[[node]]", f'name = "{one.name}"', f'address = "{one.endpoint}"', f"weight = {one.weight}"]
    return "\n".join([*lines, ""])
