"""Records in the three forms that the API reads and writes: JSON, a form with one record, a zone file."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import dns.exception
import dns.name
import dns.zone

from deploy.lab.dnsapi.exchange import FORM, ZONE_FILE, Answer, Request, told
from deploy.lab.dnsapi.records import EXTRA, Bad, Record, taken


def read(request: Request, zone: str, host: str | None, kind: str | None) -> list[Record]:
    """The records that a request brings.

    Raises:
        Bad: with the sentences for `errors`.
    """
    form = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if form == ZONE_FILE:
        return _zone_file(request.body.decode(errors="replace"), zone)
    if form == FORM:
        rows: Any = [dict(parse_qsl(request.body.decode(errors="replace")))]
    else:
        rows = _json(request.body)
    return [taken(row, host, kind, zone, line) for line, row in enumerate(rows, 1)]


def shown(request: Request, zone: str, records: list[Record]) -> Answer:
    """Records in the form that the request accepts."""
    if ZONE_FILE in request.headers.get("accept", ""):
        lines = [f"{one.host} {one.ttl} IN {one.type} {one.rdata_text()}" for one in records]
        return Answer(200, "\n".join([f"$ORIGIN {zone}.", *lines, ""]).encode(), ZONE_FILE)
    if FORM in request.headers.get("accept", "") and len(records) == 1:  # it has room for one
        return Answer(200, urlencode(records[0].shown()).encode() + b"\n", FORM)
    return told(200, {"records": [record.shown() for record in records]})


def _json(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    rows = found.get("records") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Bad("Bad input: a JSON object with a list of records is needed")
    return rows


def _zone_file(text: str, zone: str) -> list[Record]:
    origin = dns.name.from_text(zone)
    try:
        parsed = dns.zone.from_text(text, origin=origin, relativize=False, check_origin=False)
    except dns.exception.DNSException as error:
        raise Bad(f"Bad zone file: {error}") from None
    found = []
    for name, ttl, rdata in parsed.iterate_rdatas():
        kind = rdata.rdtype.name
        count = len(EXTRA.get(kind, ()))
        parts = rdata.to_text().split(" ", count)
        host = name.relativize(origin).to_text()
        found.append(Record(host, kind, parts[count].strip('"'), ttl, tuple(parts[:count])))
    return found
