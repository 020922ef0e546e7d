"""Spans as the node's worker makes them, all at once, and what each must be: the sum of its days."""

from shortener.clicks.breakdown import by_class, summed, unpack
from shortener.clicks.spans.background import all_steps
from shortener.clicks.spans.widths import days_of, unpack_days
from shortener.clicks.tables import link_days, link_spans, site_days, site_spans
from shortener.stores import Database
from tests.clicks.journaling import rows_of


def make_spans(database: Database, now: int) -> int:
    """How many rows that made."""
    return sum(all_steps(database, now))


def spans_agree(database: Database) -> int:
    """How many there are."""
    found = 0
    for days, spans in ((link_days, link_spans), (site_days, site_spans)):
        kept = {(row.get("link_id"), row["day"]): unpack(row["data"]) for row in rows_of(database, days)}
        for row in rows_of(database, spans):
            link_id, held = row.get("link_id"), days_of(row["weeks"], row["number"])
            parts = {day: kept[link_id, day] for day in held if (link_id, day) in kept}
            assert unpack(row["data"]) == summed(parts.values()), row
            assert unpack_days(row["days"]) == {day: by_class(counts) for day, counts in parts.items()}, row
            found += 1
    return found
