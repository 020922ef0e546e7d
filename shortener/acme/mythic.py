"""The DNS API of Mythic Beasts, version 2 (mythic-beasts.com/support/api/dnsv2), as a provider."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from shortener.acme.config import Account
from shortener.acme.errors import Refused, Unavailable
from shortener.acme.https import Reply, Site, basic

API = "https://api.mythic-beasts.com/dns/v2"
ZONES = "/zones"
DUPLICATE = "duplicate record"
PASSING = (409, 429)  # and all from 500 on
MakeSite = Callable[[str], Site]


class Mythic:
    """One key of version 2.

    Args:
        account: with `login`, a token is fetched and sent; it is bound to the address it was fetched from, so
            key and secret with each request, the default, is the safer way on a machine with several.
        site: makes the client for a base address.
    """

    def __init__(self, account: Account, site: MakeSite) -> None:
        self._account = account
        self._api = site(account.server or API)
        self._login = site(account.login) if account.login else None
        self._token = ""

    def zones(self) -> list[str]:
        zones = self._asked("GET", ZONES).get("zones")
        if not isinstance(zones, list):
            raise Unavailable(f"{self._api.host} answered without a list of zones.")
        return [str(zone).rstrip(".").lower() for zone in zones]

    def add(self, zone: str, host: str, value: str, ttl: int) -> None:
        record = {"host": host, "ttl": ttl, "type": "TXT", "data": value}
        self._asked("POST", _path(zone, host), {"records": [record]}, duplicate_is_fine=True)

    def remove(self, zone: str, host: str, value: str) -> None:
        """The value is in the query: what a DELETE says in its body isn't looked at, and would remove every value."""
        self._asked("DELETE", f"{_path(zone, host)}?{urlencode({'data': value})}")

    def confirm(self, zone: str, host: str) -> None:
        """The answer is 409 as long as one of its name servers lacks a record."""
        self._asked("GET", f"{_path(zone, host)}?verify")

    def _asked(self, method: str, path: str, body: Any = None, *, duplicate_is_fine: bool = False) -> dict[str, Any]:
        """The answer's object; a token that ran out is fetched anew, once."""
        reply = self._sent(method, path, body)
        if reply.status == 401 and self._login is not None:
            self._token = ""
            reply = self._sent(method, path, body)
        found = reply.json()
        if reply.status == 400 and duplicate_is_fine and DUPLICATE in _said(found).lower():
            return {}
        if reply.status != 200:
            raise self._trouble(reply, found, path)
        if found is None:
            raise Unavailable(f"{self._api.host} answered something that isn't JSON.")
        return found

    def _sent(self, method: str, path: str, body: Any) -> Reply:
        headers = {"Authorization": self._authorization(), "Accept": "application/json"}
        if body is None:
            return self._api.ask(method, path, headers)
        return self._api.ask(method, path, headers | {"Content-Type": "application/json"}, json.dumps(body).encode())

    def _authorization(self) -> str:
        if self._login is None:
            return basic(self._account.key, self._account.secret)
        self._token = self._token or self._fetched(self._login)
        return f"Bearer {self._token}"

    def _fetched(self, login: Site) -> str:
        headers = {
            "Authorization": basic(self._account.key, self._account.secret),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        reply = login.ask("POST", "", headers, b"grant_type=client_credentials")
        found = reply.json()
        if reply.status == 200 and found and isinstance(found.get("access_token"), str):
            return str(found["access_token"])
        if reply.status == 200 or reply.status in PASSING or reply.status >= 500:
            raise Unavailable(f"{login.host} gave no token (status {reply.status}).", reply.after())
        raise Refused(
            f"{login.host} refuses the key {self._account.key!r} (status {reply.status}); check key and secret."
        )

    def _trouble(self, reply: Reply, found: Mapping[str, Any] | None, path: str) -> Refused | Unavailable:
        host, said = self._api.host, _said(found)
        if reply.status in PASSING or reply.status >= 500:
            return Unavailable(f"{host} is not ready (status {reply.status}{said and ': '}{said}).", reply.after())
        if reply.status == 401:
            return Refused(f"{host} refuses the key {self._account.key!r}; check key and secret (version 2, not 1).")
        if reply.status == 403 and path == ZONES:
            return Refused(
                f"{host} doesn't tell the key {self._account.key!r} which zones it is for;"
                ' say so in its [[account]]: zones = ["example.org"].'
            )
        if reply.status == 403:
            return Refused(
                f"{host} doesn't let the key {self._account.key!r} at {path.partition('?')[0]}:"
                " it needs a permit for that zone and host, type TXT."
            )
        return Refused(f"{host} refuses {path.partition('?')[0]} (status {reply.status}{said and ': '}{said}).")


def _path(zone: str, host: str) -> str:
    return f"/zones/{quote(zone, safe='')}/records/{quote(host, safe='@')}/TXT"


def _said(found: Mapping[str, Any] | None) -> str:
    """What an error's body says, in either of its forms, cut to a line."""
    said = (found or {}).get("errors") or (found or {}).get("error") or ""
    text = "; ".join(map(str, said)) if isinstance(said, list) else str(said)
    return " ".join(text.split())[:200]
