"""The figures that /metrics doesn't have: how visitors came in the last minutes, and the certificate's days."""

from sqlalchemy import func, select

from shortener.clicks.tables import clicks
from shortener.clock import now_ms
from shortener.munin.source import Labels
from shortener.net.certificates import NoCertificate, shown_to
from shortener.stores import Database

MINUTES = 5 * 60_000  # between two visits of munin's master
WAYS = (("6", "direct"), ("6", "proxied"), ("4", "direct"), ("4", "proxied"), ("", "unknown"))


def visitors(database: Database) -> dict[Labels, float]:
    """Clicks of the last five minutes by family and way."""
    counted = (
        select(clicks.c.family, clicks.c.via, func.count())
        .where(clicks.c.clicked_at >= now_ms() - MINUTES)
        .group_by(clicks.c.family, clicks.c.via)
    )
    found: dict[Labels, float] = {(("family", family), ("via", via)): 0.0 for family, via in WAYS}
    with database.read() as session:
        for family, via, count in session.execute(counted):
            found[("family", str(family or "")), ("via", str(via))] = float(count)
    return found


def certificate_days(host: str) -> dict[Labels, float]:
    """Of the certificate that this machine shows for a host; nothing where it shows none."""
    try:
        return {(): shown_to(host, "::1").days_left}
    except NoCertificate:
        return {}
