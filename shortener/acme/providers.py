"""The accounts of the configuration as providers, and which of them writes to a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shortener.acme.config import Account, Config
from shortener.acme.errors import Failure, Refused
from shortener.acme.https import Site
from shortener.acme.mythic import Mythic
from shortener.acme.mythic_v1 import MythicV1
from shortener.acme.names import relative, zone_of
from shortener.acme.provider import Provider
from shortener.acme.retry import persistently
from shortener.acme.rfc2136 import Rfc2136

Maker = Callable[[Account, Config], Provider]


def _site(config: Config) -> Callable[[str], Site]:
    return lambda base: Site(base, config.authorities, config.timeout)


MAKERS: Mapping[str, Maker] = {
    "mythic": lambda account, config: Mythic(account, _site(config)),
    "mythic-v1": lambda account, config: MythicV1(account, _site(config)),
    "rfc2136": lambda account, config: Rfc2136(account, config.timeout),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A name as one provider knows it."""

    provider: Provider
    zone: str
    host: str


class Providers:
    """All accounts; their zones are asked for once, and only when needed."""

    def __init__(self, config: Config) -> None:
        self._accounts = [(account, MAKERS[account.kind](account, config)) for account in config.accounts]
        self._zones: dict[str, Provider] = {}
        self._trouble: list[Failure] = []

    def zones(self, deadline: float) -> dict[str, Provider]:
        """Every zone that may be written to; of two accounts with the same zone the first has it."""
        if not self._zones:
            self._trouble = []
            for account, provider in reversed(self._accounts):
                try:
                    zones = list(account.zones) or persistently(provider.zones, deadline)
                except Failure as error:
                    self._trouble.append(error)
                else:
                    self._zones |= dict.fromkeys(zones, provider)
        return self._zones

    def shelf(self, name: str, deadline: float) -> Shelf:
        """Who writes to `name`.

        Raises:
            Failure: no account has a zone that holds it, or the one that might couldn't be asked.
        """
        zones = self.zones(deadline)
        zone = zone_of(name, zones)
        if zone is None and self._trouble:
            raise self._trouble[0]
        if zone is None:
            known = ", ".join(sorted(zones)) or "none"
            raise Refused(f"No key is for a zone that holds {name}; keys are for: {known}. Add its zone, or an alias.")
        return Shelf(zones[zone], zone, relative(name, zone))
