"""The laboratory's ACME certificate authority: pebble from Debian."""

import json
from dataclasses import dataclass
from pathlib import Path

from deploy.lab.certificates import Authority
from deploy.lab.hosts import Host

PEBBLE = "/usr/bin/pebble"
LIFETIME = 90 * 86400  # seconds of a certificate
# No pause and no refused nonces (one of the clients can't try again), and each name is looked up each time.
MANNERS = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0", "PEBBLE_AUTHZREUSE": "0"}


@dataclass(frozen=True, slots=True)
class Pebble:
    """Where clients find it."""

    directory: str


def start_pebble(host: Host, folder: Path, name: str, address: str, *, resolver: str, authority: Authority) -> Pebble:
    """Asks `resolver` about challenges; `name` must lead to `address`."""
    folder.mkdir(parents=True)
    certificate, key = authority.issue(name)
    configuration = folder / "pebble.json"
    settings = {
        "listenAddress": f"[{address}]:14000",
        "managementListenAddress": f"[{address}]:15000",
        "certificate": str(certificate),
        "privateKey": str(key),
        "httpPort": 80,
        "tlsPort": 443,
        "ocspResponderURL": "",
        "externalAccountBindingRequired": False,
        "certificateValidityPeriod": LIFETIME,
    }
    configuration.write_text(json.dumps({"pebble": settings}))
    directory = f"https://{name}:14000/dir"
    asked = ["curl", "-sf", "--cacert", str(authority.certificate), directory]
    host.start(
        [PEBBLE, "-config", str(configuration), "-dnsserver", f"[{resolver}]:53"],
        lambda: host.run(asked, timeout=10).returncode == 0,
        MANNERS,
    )
    return Pebble(directory)
