"""Check of the machine's configuration: an IPv4 address in it works until the day it is needed."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address
from pathlib import Path

from shortener.cli.checks import Finding

ETC = Path("/etc")
LONGEST = 1 << 20  # bytes of a file that people wrote
HOSTS = "hosts"
CONFIGURED = (  # patterns: what set-up writes, what nginx reads beside it, who answers for names, who gives addresses
    *("shortener", "nftables.conf", "redis/redis-shortener.conf", "postgresql/*/*/conf.d", "munin/munin-node.conf"),
    *("nginx/nginx.conf", "nginx/conf.d", "nginx/sites-enabled", "nginx/modules-enabled", "nginx/snippets"),
    *("nginx/shortener", "haproxy/haproxy.cfg", "systemd/system/shortener-*", "systemd/system/*.d/shortener.conf"),
    *(HOSTS, "resolv.conf", "systemd/*.conf", "systemd/*.conf.d", "ssh/sshd_config", "ssh/sshd_config.d"),
    *("network/interfaces", "network/interfaces.d", "netplan", "systemd/network", "apt/sources.list*", "apt/apt.conf*"),
)
DOTTED = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.-])")


def literal_findings(etc: Path = ETC) -> Iterator[Finding]:
    """One, with each place where an address stands outside a comment."""
    places = [
        f"{path}, line {number}"
        for path in _files(etc)
        for number, line in enumerate(_lines(path), 1)
        if any(_counts(text, path.name) for text in DOTTED.findall(line.partition("#")[0]))
    ]
    mend = "Write a name or an IPv6 address there; what set-up wrote comes from site.toml: deploy/install.sh configure."
    yield Finding("IPv4 literals", not places, "; ".join(places) or "none", "none", mend)


def _files(etc: Path) -> Iterator[Path]:
    """Each once; links are followed to files, since that is how nginx' sites are enabled."""
    places = (place for pattern in CONFIGURED for place in sorted(etc.glob(pattern)))
    found = (path for place in places for path in (sorted(place.rglob("*")) if place.is_dir() else [place]))
    yield from dict.fromkeys(path for path in found if path.is_file() and not path.name.endswith("~"))


def _counts(text: str, name: str) -> bool:
    """The loopback of its own is in every machine's file of hosts, and a number above 255 in no address."""
    try:
        address = IPv4Address(text)
    except AddressValueError:
        return False
    return not (name == HOSTS and address.is_loopback)


def _lines(path: Path) -> list[str]:
    """None where it may not be read, or isn't a text."""
    try:
        if path.stat().st_size > LONGEST:
            return []
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
