"""Clicks with a country, a way here and so on, as single rows and as the day rows that are packed of them."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import insert

from shortener.clicks.breakdown import ALWAYS, name_of, pack
from shortener.clicks.tables import link_days
from shortener.reports.periods import local_date
from shortener.stores import Database
from tests.reports.clicking import Click, add_clicks

VALUES: dict[str, tuple[str | int | None, ...]] = {
    ALWAYS: ("GET",),
    "country": ("GB", "GB", "GB", "US", "US", "IE", "IN", "DE", "FR", "BR", "JP", "NG", "AU", "KE", "CA", "SE", None),
    "channel": ("qr", "qr", "direct", "direct", "search", "site", "mail"),
    "referrer_host": (None, None, "www.google.com", "projects.raspberrypi.org", "a-long-name.of-a-school.sch.example"),
    "family": (6, 6, 4),
    "language": ("en", "en", "de", "pt", None),
    "campaign": (None, None, None, "poster"),
}


def add_divided(database: Database, clicks: Sequence[Click], zone: str, chance: random.Random) -> None:
    """Of one link."""
    rows = [(one, {name: chance.choice(of) for name, of in VALUES.items()}) for one in clicks]
    add_clicks(database, [{"link_id": link, "clicked_at": at, "class": kind} | of for (link, at, kind), of in rows])
    days: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for (link, at, kind), of in rows:
        days[link, local_date(at, zone).toordinal()].update(name_of(name, kind, value) for name, value in of.items())
    packed = [{"link_id": link, "day": day, "data": pack(dict(counts))} for (link, day), counts in days.items()]
    with database.write() as session:
        session.execute(insert(link_days), packed)
