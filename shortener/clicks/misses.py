"""Requests that no link answered, grouped by what was asked for: they become work for people."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from shortener.clicks.bulk import upsert_rows
from shortener.clicks.misshosts import Key, add_hosts
from shortener.clicks.scanners import looks_like
from shortener.clicks.steps.referrer import clean_referrer
from shortener.clicks.tables import misses
from shortener.journal.visit import Visit
from shortener.net.paths import repairs

KEY = ("domain_id", "slug", "outcome")
COLUMNS = (*KEY, "count", "first_at", "last_at", "last_referrer", "wanted", "looks", "referrers")
CHANGES = {
    "add": ("count",),
    "least": ("first_at",),
    "most": ("last_at",),
    "fill": ("last_referrer", "wanted", "looks", "referrers"),
}


def add_misses(session: Session, visits: Sequence[Visit], *, keep_referrers: bool = True) -> None:
    """Adds each miss to its group. Nobody else may count meanwhile."""
    groups: dict[Key, dict[str, Any]] = {}
    hosts: dict[Key, Counter[str]] = defaultdict(Counter)
    for visit in visits:
        key = (visit.domain_id, visit.slug.replace("\0", "")[:255], visit.outcome[:16])
        group = groups.get(key) or groups.setdefault(key, _group(key, visit.at))
        group["count"] += 1
        group["first_at"] = min(group["first_at"], visit.at)
        group["last_at"] = max(group["last_at"], visit.at)
        page, host = clean_referrer(visit.referrer) if keep_referrers else (None, None)
        if host:
            hosts[key][host] += 1
        if not visit.private:
            group["last_referrer"] = page or group["last_referrer"]
    for key, packed in add_hosts(session, hosts).items():
        groups[key]["referrers"] = packed
    rows = [tuple(groups[key].values()) for key in sorted(groups)]
    upsert_rows(session, misses, COLUMNS, rows, key=KEY, **CHANGES)


def wanted_slug(slug: str) -> str | None:
    """The slug that a link needs for this one to be answered, where another form will do: `nobody` for `nobody.`."""
    return next(iter(repairs(slug)), None)


def _group(key: Key, at: int) -> dict[str, Any]:
    domain_id, slug, outcome = key
    return {
        "domain_id": domain_id,
        "slug": slug,
        "outcome": outcome,
        "count": 0,
        "first_at": at,
        "last_at": at,
        "last_referrer": None,
        "wanted": wanted_slug(slug),
        "looks": looks_like(slug),
        "referrers": None,
    }
