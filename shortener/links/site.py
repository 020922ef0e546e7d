"""The hosts that this shortener answers to, as they are at one moment."""

from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.links.errors import Refused, shown
from shortener.links.tables import Domain
from shortener.net.hosts import canonical_host, is_loopback
from shortener.sentences import Words


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
        """The home of a host in any spelling; the default one of none, and of loopback names while it is one."""
        if not host or (self._is_local and is_loopback(host)):
            return self.default
        return self.homes.get(canonical_host(host) or "")

    def home(self, host: str) -> Home:
        """Like `find`, but Refused when there is none."""
        found = self.find(host)
        if found is None and not host:
            raise Refused(
                "domain", "unknown", Words("There is no default domain yet; start the server once to make it.")
            )
        if found is None:
            raise Refused(
                "domain",
                "unknown",
                Words("%(host)s is not a domain of this shortener; add it first.", host=shown(host)),
            )
        return found

    def is_own(self, host: str, port: int | None) -> bool:
        """Whether a canonical host and port (None: the usual one) lead here.

        On the machine itself other ports are other services; under a public name any port may lead here.
        """
        if is_loopback(host):
            return self._is_local and port in (None, self.port)
        return host in self.homes

    def hosts(self) -> list[str]:
        """Those that are no aliases, the default one first, then by name."""
        return sorted({home.host for home in self.homes.values()}, key=lambda host: (host != self._default_host, host))

    @property
    def _default_host(self) -> str:
        return self.default.host if self.default else ""

    @property
    def _is_local(self) -> bool:
        return self.default is not None and is_loopback(self.default.host)


def load_site(session: Session, port: int | None = None) -> Site:
    domains = {domain.id: domain for domain in session.scalars(select(Domain))}
    real = {domain.host: domains[domain.alias_of_id or domain.id] for domain in domains.values()}
    return Site(
        homes={host: Home(domain.id, domain.host) for host, domain in real.items()},
        default=next((Home(d.id, d.host) for d in domains.values() if d.is_default), None),
        port=port,
    )
