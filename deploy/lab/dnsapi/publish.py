"""From the zones to the name servers: each gets each change by dynamic update (RFC 2136), after a lag of its own."""

import queue
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.tsigkeyring
import dns.update

from deploy.lab.dnsapi.records import Record

PATIENCE, LOOK_SECONDS = 5.0, 0.02
USUAL_LAG = 60.0  # seconds; the provider's servers take about a minute
Key = tuple[str, str, str]  # name, algorithm, secret in base64


@dataclass
class Target:
    """One name server.

    Args:
        name: as it stands in NS records.
        usual: the lag to begin with, and to come back to.
        lag: seconds between a change and its update; may be changed at any time, for what waits too.
    """

    name: str
    address: str
    usual: float = USUAL_LAG
    lag: float = field(init=False)
    todo: "queue.Queue[tuple[float, str, str, str, list[Record]]]" = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        self.lag = self.usual


class Publisher:
    """A thread for each name server, in the order of changes.

    Args:
        key: the TSIG key that all of them take.
    """

    def __init__(self, targets: Iterable[Target], key: Key) -> None:
        self.targets = list(targets)
        name, algorithm, secret = key
        self._keys = dns.tsigkeyring.from_text({name: (algorithm, secret)})
        for target in self.targets:
            threading.Thread(target=self._work, args=(target,), name=target.name, daemon=True).start()

    def publish(self, zone: str, host: str, kind: str, records: list[Record]) -> None:
        if kind == "ANAME":
            return  # the provider's own type; no name server knows it
        for target in self.targets:
            target.todo.put((time.monotonic(), zone, host, kind, records))

    def forget_after(self, zone: str, seconds: int) -> None:
        """How long resolvers may remember that a name wasn't there (RFC 2308, section 4): at once, at all servers."""
        for target in self.targets:
            answer = dns.query.tcp(dns.message.make_query(zone, dns.rdatatype.SOA), target.address, PATIENCE)
            (soa,) = next(group for group in answer.answer if group.rdtype == dns.rdatatype.SOA)
            update = dns.update.UpdateMessage(zone, keyring=self._keys)
            update.replace("@", seconds, soa.replace(serial=soa.serial + 1, minimum=seconds))
            _send(update, target, f"the SOA record of {zone}")

    def missing(self, zone: str, host: str, kind: str, records: list[Record]) -> list[str]:
        """The sentences of `?verify`: which server doesn't serve all of them yet."""
        return [
            f"Received {found} record(s), expected {len(records)} from {target.name}."
            for target in self.targets
            if (found := self._served(target, zone, host, kind, records)) != len(records)
        ]

    def _served(self, target: Target, zone: str, host: str, kind: str, records: list[Record]) -> int:
        name = dns.name.from_text(host, dns.name.from_text(zone))
        answer = dns.query.tcp(dns.message.make_query(name, kind), target.address, PATIENCE)
        found = {one for group in answer.answer if group.rdtype == dns.rdatatype.from_text(kind) for one in group}
        return len(found & {record.rdata(zone) for record in records})

    def _work(self, target: Target) -> None:
        while True:
            since, zone, host, kind, records = target.todo.get()
            while time.monotonic() < since + target.lag:
                time.sleep(LOOK_SECONDS)
            update = dns.update.UpdateMessage(zone, keyring=self._keys)
            update.delete(host, kind)
            for record in records:
                update.add(host, record.ttl, record.rdata(zone))
            _send(update, target, f"{host} in {zone}")


def _send(update: dns.update.UpdateMessage, target: Target, what: str) -> None:
    answer = dns.query.tcp(update, target.address, PATIENCE)
    if answer.rcode() != dns.rcode.NOERROR:
        print(f"{target.name}: {dns.rcode.to_text(answer.rcode())} for {what}", flush=True)
