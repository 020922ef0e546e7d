"""The hosts that this shortener answers to, as they are at one moment."""

from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.links.errors import Refused, shown
from shortener.links.tables import Domain
from shortener.net.hosts import canonical_host, is_loopback


class Home(NamedTuple):
    """The domain that a host stands for: slugs live there."""

    id: int
    host: str


class Site(Struct, frozen=True):
    """Every host, aliases too, with its home; `port` is the one in the base URL."""

    homes: dict[str, Home]
    default: Home | None
    port: int | None

    def find(self, host: str) -> Home | None:
        """The home of a host in any spelling, or of none: the default one."""
        return self.homes.get(canonical_host(host) or "") if host else self.default

    def home(self, host: str) -> Home:
        """Like `find`, but Refused when there is none."""
        found = self.find(host)
        if found is None and not host:
            raise Refused("domain", "unknown", "There is no default domain yet; start the server once to make it.")
        if found is None:
            raise Refused("domain", "unknown", f"{shown(host)} is not a domain of this shortener; add it first.")
        return found

    def is_own(self, host: str, port: int | None) -> bool:
        """Whether a canonical host and port (None: the usual one) lead here."""
        if port not in (None, self.port):
            return False
        here = self.default is not None and is_loopback(self.default.host)
        return host in self.homes or (here and is_loopback(host))


def load_site(session: Session, port: int | None = None) -> Site:
    domains = {domain.id: domain for domain in session.scalars(select(Domain))}
    real = {domain.host: domains[domain.alias_of_id or domain.id] for domain in domains.values()}
    return Site(
        homes={host: Home(domain.id, domain.host) for host, domain in real.items()},
        default=next((Home(d.id, d.host) for d in domains.values() if d.is_default), None),
        port=port,
    )
