"""The laboratory's own door to the simulator: a line of JSON in, a line of JSON out, over a UNIX socket."""

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from deploy.lab.dnsapi.faults import Fault
from deploy.lab.dnsapi.keys import LIFETIME, Keys
from deploy.lab.dnsapi.publish import Publisher
from deploy.lab.dnsapi.server import Api
from deploy.lab.dnsapi.zones import Selection, Zones

PATIENCE = 10.0


class Control:
    """What can be told to a running simulator."""

    def __init__(self, zones: Zones, keys: Keys, publisher: Publisher, api: Api) -> None:
        self._zones, self._keys, self._publisher, self._api = zones, keys, publisher, api

    def told(self, order: Mapping[str, Any]) -> Any:
        orders: dict[str, Callable[..., Any]] = {
            "fault": self._fault, "calm": self._calm, "lag": self._lag, "expire": self._keys.expire,
            "lifetime": self._lifetime, "log": self._log, "values": self._values,
            "minimum": self._publisher.forget_after,
        }  # fmt: skip
        return orders[order["do"]](**{name: value for name, value in order.items() if name != "do"})

    def _fault(self, **fields: Any) -> None:
        self._api.faults.add(Fault(**fields))

    def _calm(self) -> None:
        self._api.faults.clear()
        self._lifetime(LIFETIME)
        for target in self._publisher.targets:
            target.lag = target.usual

    def _lag(self, server: str, seconds: float) -> None:
        next(one for one in self._publisher.targets if one.name == server).lag = seconds

    def _lifetime(self, seconds: float) -> None:
        """How long a token lasts since it was used."""
        self._keys.lifetime = seconds

    def _log(self) -> list[str]:
        """What was asked since the last time, without what it was asked with."""
        lines, self._api.log = self._api.log, []
        return lines

    def _values(self, zone: str, host: str) -> list[str]:
        return sorted(record.data for record in self._zones.find(zone, Selection(host, "TXT")))


def listen(path: Path, control: Control) -> None:
    """Answers in a thread of its own."""

    class Line(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            answer = control.told(json.loads(self.rfile.readline()))
            self.wfile.write(json.dumps(answer).encode() + b"\n")

    threading.Thread(target=socketserver.UnixStreamServer(str(path), Line).serve_forever, daemon=True).start()


def tell(door: Path, /, do: str, **fields: Any) -> Any:
    """One order to the simulator behind `door`."""
    with socket.socket(socket.AF_UNIX) as plug, plug.makefile("rwb") as line:
        plug.settimeout(PATIENCE)
        plug.connect(str(door))
        line.write(json.dumps({"do": do, **fields}).encode() + b"\n")
        line.flush()
        return json.loads(line.readline())
