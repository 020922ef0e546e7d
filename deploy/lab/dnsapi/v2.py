"""Version 2 of the API: zones, records, dynamic addresses."""

import ipaddress
from collections.abc import Callable

from deploy.lab.dnsapi import bodies
from deploy.lab.dnsapi.exchange import Answer, Request, page, told
from deploy.lab.dnsapi.keys import Key, Keys
from deploy.lab.dnsapi.publish import Publisher
from deploy.lab.dnsapi.records import Bad, Record
from deploy.lab.dnsapi.zones import FLAGS, Selection, Zones

PREFIX = ("dns", "v2")
DENIED = told(403, {"error": "Access denied"})


class V2:
    """Answers below /dns/v2; a key comes with each request, as Basic or as a token."""

    def __init__(self, zones: Zones, keys: Keys, publisher: Publisher) -> None:
        self._zones, self._keys, self._publisher = zones, keys, publisher

    def login(self, request: Request) -> Answer:
        """POST /login on the host of tokens."""
        key = self._keys.by_basic(request.headers.get("authorization", ""))
        if key is None or request.method != "POST" or b"grant_type=client_credentials" not in request.body:
            return told(401, {"error": "invalid_client", "error_description": "Invalid credentials"})
        token = self._keys.login(key, request.address)
        return Answer(200, f'{{"access_token":"{token}","expires_in":300,"token_type":"bearer"}}\n'.encode())

    def answer(self, request: Request) -> Answer:
        header = request.headers.get("authorization", "")
        key = self._keys.by_basic(header) or self._keys.by_bearer(header, request.address)
        if key is None:
            return told(401, {"error": "Invalid credentials"})
        match request.segments[len(PREFIX) :]:
            case ("zones",) if request.method == "GET":
                return told(200, {"zones": [zone for zone in self._zones.names() if key.sees(zone)]})
            case ("zones", zone, "records", *rest) if len(rest) <= 2:
                host, kind = [*rest, None, None][:2]
                return self._records(request, key, zone, host and host.lower(), kind and kind.upper())
            case ("dynamic", name):
                return self._dynamic(request, key, name)
        return page(404)

    def _records(self, request: Request, key: Key, zone: str, host: str | None, kind: str | None) -> Answer:
        if zone not in self._zones.names() or not key.allows(zone, host, kind):
            return DENIED
        methods: dict[str, Callable[[Request, str, Selection], Answer]] = {
            "GET": self._get, "POST": self._post, "PUT": self._put, "DELETE": self._delete,
        }  # fmt: skip
        method = methods.get(request.method)
        if method is None:
            return page(405)
        try:
            return method(request, zone, _selection(request, host, kind))
        except Bad as bad:
            return told(400, {"errors": list(bad.args)})

    def _get(self, request: Request, zone: str, selection: Selection) -> Answer:
        found = self._zones.find(zone, selection)
        if "verify" not in request.query:
            return bodies.shown(request, zone, found)
        sets = {(record.host, record.type) for record in found} or {(selection.host or "@", selection.type or "TXT")}
        missing = [
            sentence
            for host, kind in sorted(sets)
            for sentence in self._publisher.missing(
                zone, host, kind, [record for record in found if (record.host, record.type) == (host, kind)]
            )
        ]
        return told(409, {"errors": missing}) if missing else bodies.shown(request, zone, found)

    def _post(self, request: Request, zone: str, selection: Selection) -> Answer:
        records = bodies.read(request, zone, selection.host, selection.type)
        self._zones.add(zone, records)
        return told(200, {"message": f"{len(records)} records added", "records_added": len(records)})

    def _put(self, request: Request, zone: str, selection: Selection) -> Answer:
        records = bodies.read(request, zone, selection.host, selection.type)
        removed = self._zones.replace(zone, selection, records)
        message = f"{len(records)} records added"
        return told(200, {"message": message, "records_added": len(records), "records_removed": removed})

    def _delete(self, _request: Request, zone: str, selection: Selection) -> Answer:
        """What the body says isn't looked at."""
        return told(200, {"records_removed": self._zones.remove(zone, selection)})

    def _dynamic(self, request: Request, key: Key, name: str) -> Answer:
        zone = max((one for one in self._zones.names() if f".{name}".endswith(f".{one}")), key=len, default=None)
        address = ipaddress.ip_address(request.address)
        kind = "AAAA" if address.version == 6 else "A"
        host = "@" if name == zone else name.removesuffix(f".{zone}")
        if zone is None or not key.allows(zone, host, kind):
            return DENIED
        self._zones.replace(zone, Selection(host, kind), [Record(host, kind, str(address))])
        return told(200, {"message": f"Dynamic DNS for {host} set to {address}"})


def _selection(request: Request, host: str | None, kind: str | None) -> Selection:
    excluded = frozenset(FLAGS[name] for name in request.query if name in FLAGS)
    fields = {
        name: values[0]
        for name, values in request.query.items()
        if name not in {*FLAGS, "verify", "select"} and values[0]
    }
    return Selection(host, kind, fields, excluded)
