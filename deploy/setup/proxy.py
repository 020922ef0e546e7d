"""A proxy of one's own from /etc/shortener/proxy.toml: `python3 -m deploy.setup.proxy PROXY.toml HAPROXY.cfg`.

haproxy reads the new configuration before it takes the old one's place.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.nginx.fill import BadValue, Value, fill
from deploy.setup.reading import BadSite, host_name, network, only_known, read, texts

HERE = Path(__file__).resolve().parent.parent
TEMPLATE = HERE / "haproxy" / "haproxy.cfg.in"
KNOWN = {"hosts", "header", "socket", "node"}
NODE = {"name", "address", "weight"}
SOCKET = "/run/haproxy/admin.sock"
HEADERS: Mapping[int, str] = {1: "send-proxy", 2: "send-proxy-v2"}
HAPROXY = "/usr/sbin/haproxy"
HEAVIEST = 256  # as haproxy counts


def understood(table: Mapping[str, Any]) -> dict[str, Value]:
    """The values of the template.

    Raises:
        BadSite: something is missing or makes no sense.
    """
    only_known(table, KNOWN, "")
    hosts = [host_name(one, "hosts") for one in texts(table, "", "hosts")]
    if any(one.startswith("*") for one in hosts):
        raise BadSite("hosts must be whole names; haproxy compares them as they are.")
    nodes = table.get("node")
    if not hosts or not isinstance(nodes, list) or not nodes:
        raise BadSite("it needs hosts, the names that visitors use, and at least one [[node]] with name and address.")
    header = table.get("header", 2)
    if header not in HEADERS or isinstance(header, bool):
        raise BadSite(f"header is {header!r}; it must be 1 or 2, the version of the PROXY header.")
    named = [_node(node, number) for number, node in enumerate(nodes, 1)]
    if len({name for name, _, _ in named}) < len(named):
        raise BadSite("two nodes have the same name.")
    return {
        "ADMIN": str(table.get("socket", SOCKET)),
        "HOST": hosts[0],
        "HOSTS": " ".join(hosts),
        "PLAIN": ":::80 v4v6",
        "SECURE": ":::443 v4v6",
        "NODE": [f"{name} [{address}]:80 weight {weight}" for name, address, weight in named],
        "ENDPOINT": [f"{name} [{address}]:443 weight {weight} {HEADERS[header]}" for name, address, weight in named],
    }


def put(source: Path, target: Path) -> bool:
    """Whether the target is another now; haproxy has found that it makes sense.

    Raises:
        BadSite: the source makes no sense, or haproxy refuses what comes of it; the target is what it was.
    """
    text = fill(TEMPLATE.read_text(encoding="utf-8"), read(source, understood))
    if target.is_file() and target.read_text(encoding="utf-8", errors="replace") == text:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(0o644)
    if refusal := _refusal(fresh):
        fresh.unlink()
        raise BadSite(f"haproxy refuses what comes of {source}, and {target} stays: {refusal}")
    os.replace(fresh, target)
    return True


def _refusal(configuration: Path) -> str:
    """The first thing that haproxy says against it; empty where it has nothing."""
    try:
        words = [HAPROXY, "-c", "-f", str(configuration)]
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        raise BadSite("haproxy is not installed; run: apt-get install haproxy") from None
    said = [line.partition(" : ")[2] for line in done.stderr.splitlines() if line.startswith("[ALERT]")]
    return "" if done.returncode == 0 else (said or [f"it ends with {done.returncode}"])[0].strip()


def _node(node: Any, number: int) -> tuple[str, str, int]:
    where = f"node {number}"
    if not isinstance(node, dict):
        raise BadSite(f"{where} must be a table: [[node]].")
    only_known(node, NODE, where)
    name, weight = node.get("name"), node.get("weight", 1)
    if not isinstance(name, str) or not name.replace("-", "").isalnum() or not name.isascii():
        raise BadSite(f"{where} has the name {name!r}; wanted are letters, digits and -.")
    if not isinstance(weight, int) or isinstance(weight, bool) or not 0 <= weight <= HEAVIEST:
        raise BadSite(f"{where} has the weight {weight!r}; wanted is a whole number up to {HEAVIEST}.")
    address = network(node.get("address"), where)
    if "/" in address:
        raise BadSite(f"{where} has the network {address}; wanted is one address.")
    return name, address, weight


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("Say which file, and what to write: proxy.py PROXY.toml /etc/haproxy/haproxy.cfg", file=sys.stderr)
        return 2
    try:
        put(Path(arguments[0]), Path(arguments[1]))
    except (BadSite, BadValue, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
