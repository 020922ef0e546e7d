"""The older DNS API of Mythic Beasts, one password a domain (their "Primary DNS API"), as a provider."""

from urllib.parse import urlencode

from shortener.acme.config import Account
from shortener.acme.errors import Refused, Unavailable
from shortener.acme.https import Reply
from shortener.acme.mythic import MakeSite

API = "https://dnsapi.mythic-beasts.com/"
LIST = "LIST"
IDENTICAL = "identical record"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class MythicV1:
    """The domain's password opens exactly its zones; a record is removed by its TTL and value, so both are read."""

    def __init__(self, account: Account, site: MakeSite) -> None:
        self._account = account
        self._api = site(account.server or API)

    def zones(self) -> list[str]:
        return list(self._account.zones)

    def add(self, zone: str, host: str, value: str, ttl: int) -> None:
        self._told(zone, f"ADD {host} {ttl} TXT {value}")

    def remove(self, zone: str, host: str, value: str) -> None:
        for ttl, found in self._records(zone, host):
            if found == value:
                self._told(zone, f"DELETE {host} {ttl} TXT {value}")

    def confirm(self, zone: str, host: str) -> None:
        """This version can't be asked."""

    def _records(self, zone: str, host: str) -> list[tuple[str, str]]:
        parted = (line.split(None, 3) for line in self._told(zone, LIST))
        return [
            (part[1], part[3].strip('"')) for part in parted if len(part) == 4 and (part[0], part[2]) == (host, "TXT")
        ]

    def _told(self, zone: str, command: str) -> list[str]:
        """The lines of the answer; a line that begins with N says no."""
        form = {"domain": zone, "password": self._account.secret, "command": command}
        reply = self._api.ask("POST", "", FORM, urlencode(form).encode())
        lines = reply.body.decode(errors="replace").splitlines()
        if reply.status == 401:
            raise Refused(f"{self._api.host} refuses the password of {zone}; check the secret (version 1, not 2).")
        if reply.status in {409, 429} or reply.status >= 500:
            raise Unavailable(f"{self._api.host} is not ready (status {reply.status}).", reply.after())
        verb = command.split(" ", 1)[0]
        refusal = next((line for line in lines if line.startswith((f"N{verb} ", "ERR"))), None)
        if refusal is not None and IDENTICAL not in refusal.lower():
            raise Refused(f"{self._api.host} refuses it: {refusal[:200]}")
        if refusal is None and reply.status != 200:
            raise Refused(f"{self._api.host} refuses it (status {reply.status}).")
        if refusal is None and not _obeyed(reply, command, lines):
            raise Unavailable(f"{self._api.host} answered something else than the command it was told.")
        return lines


def _obeyed(reply: Reply, command: str, lines: list[str]) -> bool:
    """A page that something on the way put in the answer's place is neither a list nor the command's echo."""
    plain = reply.headers.get("content-type", "").startswith("text/plain")
    return plain and (command == LIST or command in lines)
