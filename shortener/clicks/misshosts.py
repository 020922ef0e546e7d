"""Which sites send people to a slug that isn't there: the most frequent ones of each group of misses, in its row."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import OTHER
from shortener.clicks.portions import portions
from shortener.clicks.tables import misses

MOST_HOSTS = 20
Key = tuple[int, str, str]  # domain id, slug, outcome
Hosts = dict[str, int]

_decode = msgspec.json.Decoder(Hosts).decode


def add_hosts(session: Session, hosts: Mapping[Key, Counter[str]]) -> dict[Key, str]:
    """What the rows of these groups have to hold once so many more have come from these hosts."""
    kept = _kept(session, hosts)
    return {key: msgspec.json.encode(merge(kept.get(key, {}), more)).decode() for key, more in hosts.items()}


def merge(kept: Mapping[str, int], more: Mapping[str, int]) -> Hosts:
    """The most frequent MOST_HOSTS, of equals the newer ones; all others counted together, so that the sum is right."""
    both = dict(more)
    for host, count in kept.items():
        both[host] = both.get(host, 0) + count
    rest = both.pop(OTHER, 0)
    ranked = sorted(both.items(), key=lambda one: -one[1])
    rest += sum(count for _, count in ranked[MOST_HOSTS:])
    return dict(ranked[:MOST_HOSTS]) | ({OTHER: rest} if rest else {})


def unpack_hosts(packed: str | None) -> Hosts:
    return _decode(packed) if packed else {}


def _kept(session: Session, keys: Iterable[Key]) -> dict[Key, Hosts]:
    by_domain: dict[int, dict[str, None]] = defaultdict(dict)
    for domain_id, slug, _ in keys:
        by_domain[domain_id][slug] = None
    c, found = misses.c, {}
    for domain_id, slugs in portions(by_domain):
        known = select(c.slug, c.outcome, c.referrers).where(c.domain_id == domain_id, c.slug.in_(slugs))
        for slug, outcome, packed in session.execute(known.where(c.referrers.is_not(None))):
            found[domain_id, slug, outcome] = unpack_hosts(packed)
    return found
