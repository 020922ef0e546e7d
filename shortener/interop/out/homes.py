"""Whose links are taken out: the domains that have some, each with every host that stands for it."""

import re
from collections.abc import Sequence

import msgspec

from shortener.links.errors import NotFound, shown
from shortener.links.everything import count_slugs
from shortener.links.views import DomainView
from shortener.net.hosts import canonical_host, url_host
from shortener.stores import Database


class Home(msgspec.Struct, frozen=True):
    """A domain; `hosts` are all that it is reached by, itself first."""

    id: int
    host: str
    hosts: tuple[str, ...]


def homes_of(database: Database, domains: Sequence[DomainView], wanted: str = "") -> list[Home]:
    """The one that is wanted, or all that ever had a slug, the default one first. Raises NotFound."""
    real = [domain for domain in domains if domain.alias_of is None]
    homes = [Home(domain.id, domain.host, _hosts(domain, domains)) for domain in real]
    if not wanted:
        return [home for home in homes if count_slugs(database, [home.id])] or homes[:1]
    host = canonical_host(wanted) or wanted
    found = [home for home in homes if host in home.hosts]
    if not found:
        raise NotFound("domain", f"{shown(wanted)} is not a domain of this shortener; see `shortener domain list`.")
    return found


def host_pattern(home: Home) -> str:
    """A regular expression for a Host header that means this domain, whatever its port."""
    hosts = "|".join(re.escape(url_host(host)) for host in home.hosts)
    return rf"^(?:{hosts})\.?(?::\d+)?$"


def _hosts(domain: DomainView, domains: Sequence[DomainView]) -> tuple[str, ...]:
    return (domain.host, *(one.host for one in domains if one.alias_of == domain.host))
