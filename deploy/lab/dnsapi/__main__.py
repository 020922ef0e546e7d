"""`python -m deploy.lab.dnsapi FILE`: serves the API that the JSON file describes, until it is ended."""

import json
import ssl
import sys
from pathlib import Path
from typing import Any

from deploy.lab.dnsapi.control import Control, listen
from deploy.lab.dnsapi.faults import Faults
from deploy.lab.dnsapi.keys import Key, Keys, Permit
from deploy.lab.dnsapi.publish import Publisher, Target
from deploy.lab.dnsapi.records import Record
from deploy.lab.dnsapi.server import Api, Server
from deploy.lab.dnsapi.v1 import V1
from deploy.lab.dnsapi.v2 import V2
from deploy.lab.dnsapi.zones import Zones

STANDING = (
    Record("@", "NS", "ns1.mythic-beasts.com.", 86400, standing="template"),
    Record("@", "NS", "ns2.mythic-beasts.com.", 86400, standing="template"),
    Record("mythic-beasts-k1._domainkey", "CNAME", "k1._domainkey.mythic-beasts.com.", 300, standing="generated"),
)  # what the provider itself puts into each zone; it is shown, and the name servers have their own


def main(config: dict[str, Any]) -> None:
    """Config: `address`, `port`, `certificate`, `key`, `control`, `zones`, `servers`, `tsig`, `keys`, `passwords`.

    Also `minimum`, seconds by zone: how long resolvers may remember that a name wasn't there. Else zone files say it.
    """
    publisher = Publisher([Target(**one) for one in config["servers"]], tuple(config["tsig"]))
    zones = Zones(publisher.publish)
    for zone in config["zones"]:
        zones.create(zone, STANDING)
    for zone, seconds in config.get("minimum", {}).items():
        publisher.forget_after(zone, seconds)
    keys = Keys({one["name"]: _key(one) for one in config["keys"]}, dict(config["passwords"]))
    api = Api(V1(zones, keys), V2(zones, keys, publisher), Faults())
    listen(Path(config["control"]), Control(zones, keys, publisher, api))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(config["certificate"], config["key"])
    Server((config["address"], config["port"]), api, tls).serve_forever()


def _key(one: dict[str, Any]) -> Key:
    return Key(one["name"], one["secret"], tuple(Permit(**permit) for permit in one.get("permits", [])))


main(json.loads(Path(sys.argv[1]).read_text()))
