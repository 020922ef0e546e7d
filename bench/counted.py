"""What the click rows themselves say, counted one by one: the truth that reports are held against."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.classes import HUMAN
from shortener.clicks.tables import agents, clicks
from shortener.reports.periods import QUARTER_MS, Period
from shortener.reports.scope import Scope

OF_AGENT = ("browser", "os", "device")
OF_CLICK = (
    *("family", "country", "referrer_host", "channel", "language", "status", "method", "via", "campaign", "reason"),
)
NAMES = ("clicked_at", "link_id", "class", "visitor", *OF_CLICK, *OF_AGENT)
PAGE = 20_000


@dataclass
class Counted:
    """Counts of some rows by what reports ask for; `values` are by dimension, then by value and class."""

    quarters: Counter[tuple[int, str]] = field(default_factory=Counter)
    links: Counter[tuple[int, str]] = field(default_factory=Counter)
    values: dict[str, Counter[tuple[Any, str]]] = field(default_factory=dict)
    places: Counter[tuple[str, Any, Any]] = field(default_factory=Counter)  # month, country and family, of people
    visitors: dict[dt.date, set[int]] = field(default_factory=dict)

    @property
    def clicks(self) -> int:
        return self.quarters.total()

    def by_class(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (_, kind), number in self.quarters.items():
            found[kind] += number
        return found

    def add(self, columns: dict[str, Sequence[Any]], zone: ZoneInfo) -> None:
        kinds = columns["class"]
        quarters = [at // QUARTER_MS for at in columns["clicked_at"]]
        self.quarters.update(zip(quarters, kinds, strict=True))
        self.links.update(zip(columns["link_id"], kinds, strict=True))
        pairs = {"country_family": list(zip(columns["country"], columns["family"], strict=True))}
        for name in (*OF_CLICK, *OF_AGENT, *pairs):
            of_name = self.values.setdefault(name, Counter())
            of_name.update(zip((columns | pairs)[name], kinds, strict=True))
        self._add_people(columns, quarters, zone)

    def _add_people(self, columns: dict[str, Sequence[Any]], quarters: list[int], zone: ZoneInfo) -> None:
        days = {quarter: dt.datetime.fromtimestamp(quarter * QUARTER_MS / 1000, zone).date() for quarter in {*quarters}}
        rows = zip(quarters, *(columns[name] for name in ("class", "visitor", "country", "family")), strict=True)
        for quarter, kind, visitor, country, family in rows:
            if kind == HUMAN:
                self.places[f"{days[quarter]:%Y-%m}", country, family] += 1
                if visitor is not None:
                    self.visitors.setdefault(days[quarter], set()).add(visitor)


def count(session: Session, scope: Scope, period: Period, **where: object) -> Counted:
    """Of the rows of a period, those that have these values."""
    counted, zone = Counted(), ZoneInfo(period.zone)
    for columns in _pages(session, scope, period, where):
        counted.add(columns, zone)
    return counted


def _pages(session: Session, scope: Scope, period: Period, where: dict[str, object]) -> Iterator[dict[str, Any]]:
    columns = {name: agents.c[name] if name in OF_AGENT else clicks.c[name] for name in NAMES}
    query = select(*columns.values()).select_from(clicks.outerjoin(agents, agents.c.id == clicks.c.agent_id))
    query = query.where(clicks.c.clicked_at >= period.since_ms, clicks.c.clicked_at < period.until_ms)
    query = query.where(*scope.holds(clicks.c.link_id), *(columns[name] == value for name, value in where.items()))
    for page in session.execute(query.execution_options(yield_per=PAGE)).partitions():
        yield dict(zip(NAMES, zip(*page, strict=True), strict=True))
