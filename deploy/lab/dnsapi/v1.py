"""Version 1 of the API: a password a domain, commands in a form, plain text back."""

import secrets
from urllib.parse import parse_qs

from deploy.lab.dnsapi.exchange import Answer, Request
from deploy.lab.dnsapi.keys import Keys
from deploy.lab.dnsapi.records import EXTRA, Bad, Record, taken
from deploy.lab.dnsapi.zones import Selection, Zones

TEXT = "text/plain; charset=utf-8"


class V1:
    """Answers POST and GET at `/` of its host; all commands of a request are done, or none."""

    def __init__(self, zones: Zones, keys: Keys) -> None:
        self._zones, self._keys = zones, keys

    def answer(self, request: Request) -> Answer:
        form = parse_qs(request.body.decode(errors="replace")) or request.query
        zone, password = (form.get(name, [""])[0] for name in ("domain", "password"))
        known = self._keys.passwords.get(zone)
        if known is None or not secrets.compare_digest(known.encode(), password.encode()):
            return Answer(401, b"ERR Not authenticated\n", TEXT)
        said: list[str] = []
        before = self._zones.find(zone, Selection())
        for command in form.get("command", []):
            try:
                said += self._done(zone, command.split())
            except Bad as bad:
                self._zones.replace(zone, Selection(), before)
                return Answer(400, f"N{command}; {bad.args[0]}\n".encode(), TEXT)
        return Answer(200, "".join(f"{line}\n" for line in said).encode(), TEXT)

    def _done(self, zone: str, words: list[str]) -> list[str]:
        verb = words[0].upper() if words else ""
        if verb == "LIST":
            return [
                f"{one.host} {one.ttl} {one.type} {one.rdata_text()}" for one in self._zones.find(zone, Selection())
            ]
        record = _record(words, zone)
        same = Selection(record.host, record.type, {"data": record.data, "ttl": str(record.ttl)})
        if verb == "ADD":
            if self._zones.find(zone, Selection(record.host, record.type, {"data": record.data})):
                raise Bad("Can't have multiple identical records")
            self._zones.add(zone, [record])
        elif verb == "DELETE":
            if not self._zones.remove(zone, same):
                raise Bad("No such record")
        elif verb == "REPLACE":
            self._zones.replace(zone, Selection(record.host, record.type), [record])
        else:
            raise Bad(f"Unknown command '{verb}'")
        return [" ".join(words)]


def _record(words: list[str], zone: str) -> Record:
    if len(words) < 5:
        raise Bad("Too few words")
    _verb, host, ttl, kind, *rest = words
    names = EXTRA.get(kind.upper(), ())
    fields = {"host": host, "ttl": ttl, "type": kind, "data": " ".join(rest[len(names) :]).strip('"')}
    return taken(fields | dict(zip(names, rest, strict=False)), None, None, zone, 1)
