"""Click rows and rollups as the collector leaves them, written straight into the tables."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert

from shortener.clicks.breakdown import ALWAYS
from shortener.clicks.tables import clicks, day_links, link_days, link_quarters, link_totals, misses, site_quarters
from shortener.links.lookalikes import fold
from shortener.links.tables import Domain, Link, Revision, Slug
from shortener.reports.periods import QUARTER_MS, local_date
from shortener.stores import Database
from tests.divided import Divided, packed

Click = tuple[int, int, str]  # link id, time in ms, visitor class


def add_quarters(database: Database, found: Iterable[Click]) -> None:
    """Both quarter-hour rollups of these clicks."""
    links = Counter((link, at // QUARTER_MS, visitor_class) for link, at, visitor_class in found)
    site: Counter[tuple[int, str]] = Counter()
    for (_link, quarter, visitor_class), count in links.items():
        site[quarter, visitor_class] += count
    link_values = [{"link_id": a, "quarter": b, "class": c, "clicks": n} for (a, b, c), n in links.items()]
    site_values = [{"quarter": a, "class": b, "clicks": n} for (a, b), n in site.items()]
    with database.write() as session:
        session.execute(insert(link_quarters), link_values)
        session.execute(insert(site_quarters), site_values)


def add_days(database: Database, found: Iterable[Click], zone: str) -> None:
    """How many clicks each link had on each day of a zone."""
    days = Counter((link, local_date(at, zone).toordinal()) for link, at, _class in found)
    rows = [{"day": day, "link_id": link, "clicks": n, "humans": n} for (link, day), n in days.items()]
    with database.write() as session:
        session.execute(insert(day_links), rows)


def add_link_days(database: Database, found: Iterable[Click], zone: str = "UTC", more: Divided | None = None) -> None:
    """What each link's clicks of a day divide into: `more` beside the dimension that every click has."""
    days: dict[tuple[int, int], Counter[str]] = {}
    for link, at, visitor_class in found:
        days.setdefault((link, local_date(at, zone).toordinal()), Counter())[visitor_class] += 1
    rows = [
        {"day": day, "link_id": link, "data": packed({ALWAYS: {"GET": dict(classes)}} | (more or {}))}
        for (link, day), classes in days.items()
    ]
    with database.write() as session:
        session.execute(insert(link_days), rows)


def add_totals(database: Database, link_id: int, **values: int) -> None:
    row = {"link_id": link_id, "clicks": 0, "humans": 0, "last_at": 0, "carried": 0} | values
    with database.write() as session:
        session.execute(insert(link_totals), [row])


def add_miss(database: Database, slug: str, count: int = 1, **values: Any) -> int:
    """A group of misses on the first domain, as the collector leaves one that looks harmless; its id."""
    row = {"domain_id": 1, "slug": slug, "outcome": "unknown", "count": count, "first_at": 1000, "last_at": 2000}
    with database.write() as session:
        made: Any = session.connection().execute(insert(misses).values(row | {"looks": ""} | values))
        return int(made.inserted_primary_key[0])


def add_link(
    database: Database, link_id: int = 1, slug: str = "new", target: str = "https://example.org/", **values: Any
) -> None:
    """A link on the domain rpf.io with one revision, whose id is the link's."""
    with database.write() as session:
        if session.get(Domain, 1) is None:
            session.add(Domain(id=1, host="rpf.io", is_default=True, created_at=0))
            session.flush()
        session.add(
            Link(
                id=link_id,
                target=target,
                target_hash=0,
                created_at=link_id,
                updated_at=0,
                revision_id=link_id,
                **values,
            )
        )
        session.flush()
        session.add(Slug(domain_id=1, slug=slug, folded=fold(slug), kind="main", link_id=link_id, created_at=0))
        session.add(
            Revision(
                id=link_id,
                link_id=link_id,
                number=1,
                changed_at=0,
                action="create",
                domain="rpf.io",
                slug=slug,
                target=target,
                state="{}",
            )
        )


def add_clicks(database: Database, rows: Iterable[dict[str, Any]]) -> None:
    """Click rows; what a row doesn't name is that of a plain human click on link 1."""
    unknown = (
        "requested",
        "family",
        "prefix",
        "country",
        "referrer",
        "referrer_host",
        "channel",
        "agent_id",
        "language",
    )
    fresh = ("reason", "rules_version", "campaign", "visitor")
    plain = {"clicked_at": 0, "link_id": 1, "revision_id": 1, "status": 302, "method": "GET", "via": "direct"}
    plain |= dict.fromkeys(unknown + fresh) | {"class": "human", "node": "test"}
    with database.write() as session:
        session.execute(insert(clicks), [plain | row for row in rows])
