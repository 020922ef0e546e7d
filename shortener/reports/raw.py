"""Questions that no rollup holds, such as clicks from Germany by phone: answered from the clicks, within bounds."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import CTE, ColumnElement, Row, Select, String, cast, func, literal_column, select, union_all
from sqlalchemy.orm import Session

from shortener.clicks.complete import complete_from
from shortener.clicks.tables import agents, clicks
from shortener.reports.breakdown import Slice, slices
from shortener.reports.moments import iso_ms
from shortener.reports.periods import DAY_MS, Period
from shortener.reports.scope import Scope
from shortener.sentences import Number, Sentence, Words

MOST_ROWS, FEW = 2_000_000, 20_000
MOST_DAYS = 400
OF_AGENT = ("browser", "os", "device")
TIME = "time"
DIMENSIONS = (
    *("class", "reason", "country", "family", "channel", "referrer_host", "campaign", "language", "status", "method"),
    *("via", *OF_AGENT, "country_family"),
)
LONGEST = 300
LONGEST_NUMBER = 4
NUL = "\0"  # no text in a database holds one, and PostgreSQL refuses to look for it
NOTHING = ""  # how what isn't known is written, in a filter as in an answer


class TooMuch(Sentence):
    """A question that would take too long; the message is one sentence for the person who asked."""


class BadFilter(Sentence):
    """A filter that makes no sense; the message is one sentence for the person who asked."""


class Filters(msgspec.Struct, frozen=True):
    """Values that clicks must have, by dimension; an empty one means that it isn't known."""

    values: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values)


def filters_of(values: Mapping[str, str]) -> Filters:
    """Raises BadFilter, one sentence, for a dimension or a value that can't be."""
    for name, value in values.items():
        if name not in DIMENSIONS:
            raise BadFilter(
                Words(
                    "Clicks can't be told apart by %(name)s; known are: %(dimensions)s.",
                    name=repr(name),
                    dimensions=", ".join(DIMENSIONS),
                )
            )
        is_number = _column(name).type.python_type is int
        if value and is_number and not value.isdecimal():
            raise BadFilter(Words("%(value)s is no %(name)s; wanted a number.", value=repr(value[:LONGEST]), name=name))
        if (is_number and len(value) > LONGEST_NUMBER) or NUL in value:
            raise BadFilter(
                Words(
                    "No click has %(value)s as its %(name)s; ask for another one.",
                    value=repr(value[:LONGEST]),
                    name=name,
                )
            )
    return Filters(tuple(sorted(values.items())))


class Looked(msgspec.Struct, frozen=True):
    """Answers from clicks: `by_time` are (begin of a step in ms, class, clicks).

    `since_ms` is later than asked for where older clicks have expired; from `complete_ms` on all are there.
    """

    divided: dict[str, list[Slice]]
    by_time: list[tuple[int, str, int]]
    clicks: int
    since_ms: int
    complete_ms: int


def look(
    session: Session,
    scope: Scope,
    period: Period,
    filters: Filters,
    dimensions: tuple[str, ...],
    *,
    step_ms: int = DAY_MS,
) -> Looked:
    """Counts clicks that the filters let through, also in steps of so much time since 1970. Raises TooMuch."""
    since, complete = reach(session, scope, period)
    conditions = [*within(scope, since, period.until_ms), *_let_through(filters)]
    columns = {name: _column(name) for name in dimensions} | {TIME: clicks.c.clicked_at // step_ms}
    divided = _divided(session, conditions, filters, columns)
    steps = divided.pop(TIME)
    found = [(int(step) * step_ms, name, number) for step, by in steps.items() for name, number in by.items()]
    if complete_from(session) != complete:  # some expired while they were counted
        return look(session, scope, period, filters, dimensions, step_ms=step_ms)
    by_name = {name: slices(divided[name]) for name in dimensions}
    return Looked(by_name, sorted(found), sum(number for _, _, number in found), since, complete)


def reach(session: Session, scope: Scope, period: Period) -> tuple[int, int]:
    """From when on clicks of the period are there, and from when on all are. Raises TooMuch."""
    complete = complete_from(session)
    if period.until_ms <= complete:
        raise TooMuch(
            Words(
                "Single clicks are kept from %(complete)s on; ask for later ones, or for whole days of the site's time "
                "zone without filters.",
                complete=iso_ms(complete),
            )
        )
    since = max(period.since_ms, complete)
    _check(session, within(scope, since, period.until_ms), since, period)
    return since, complete


def within(scope: Scope, since: int, until: int) -> list[ColumnElement[bool]]:
    return [*scope.holds(clicks.c.link_id), clicks.c.clicked_at >= since, clicks.c.clicked_at < until]


def _check(session: Session, conditions: list[ColumnElement[bool]], since: int, period: Period) -> None:
    days = -(-(period.until_ms - since) // DAY_MS)
    if days > MOST_DAYS:
        raise TooMuch(
            Words(
                "With filters, at most %(most)s days can be asked for at once; these are %(days)s.",
                most=MOST_DAYS,
                days=days,
            )
        )
    some = select(clicks.c.id).where(*conditions).limit(MOST_ROWS + 1).subquery()
    if (session.scalar(select(func.count()).select_from(some)) or 0) > MOST_ROWS:
        raise TooMuch(
            Words(
                "There are more than %(most)s clicks to look through; ask for fewer days or one link.",
                most=Number(MOST_ROWS),
            )
        )


def _let_through(filters: Filters) -> list[ColumnElement[bool]]:
    return [_is(_column(name), value) for name, value in filters.values]


def _is(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    if value == NOTHING:
        return column.is_(None)
    return column == (int(value) if column.type.python_type is int else value[:LONGEST])


def _column(name: str) -> ColumnElement[Any]:
    if name == "country_family":
        return _pair(clicks.c.country, cast(clicks.c.family, String))
    return agents.c[name] if name in OF_AGENT else clicks.c[name]


def _pair(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[str]:
    """GB/6, as day rows name it; written out, since PostgreSQL takes two parameters of a query for two expressions."""
    nothing = literal_column("''", String)
    return func.coalesce(one, nothing).concat(literal_column("'/'", String)).concat(func.coalesce(other, nothing))


def _joined(query: Select[Any], names: Collection[str]) -> Select[Any]:
    """With the agents beside the clicks, where the question is of them."""
    if set(OF_AGENT).isdisjoint(names):
        return query.select_from(clicks)
    return query.select_from(clicks.outerjoin(agents, agents.c.id == clicks.c.agent_id))


def _divided(
    session: Session, conditions: list[ColumnElement[bool]], filters: Filters, by: Mapping[str, ColumnElement[Any]]
) -> dict[str, dict[str, dict[str, int]]]:
    """By dimension, value and class: the clicks are read once, and then counted for each dimension.

    Few are counted here, in half the time that the database takes to sort them once for each dimension.
    """
    names = list(by)
    columns = [column.label(f"value_{place}") for place, column in enumerate(by.values())]
    asked = _joined(select(clicks.c["class"], *columns), {*names, *dict(filters.values)})
    rows = session.execute(asked.where(*conditions).limit(FEW + 1)).all()
    if len(rows) <= FEW:
        return _counted(rows, names)
    found = asked.where(*conditions).cte("found")
    counts = [_counts(found, place) for place in range(len(names))]
    divided: dict[str, dict[str, dict[str, int]]] = {name: defaultdict(dict) for name in names}
    for place, value, of_class, number in session.execute(union_all(*counts)):
        divided[names[place]][NOTHING if value is None else value][of_class] = int(number)
    return divided


def _counted(rows: Sequence[Row[Any]], names: Sequence[str]) -> dict[str, dict[str, dict[str, int]]]:
    divided: dict[str, dict[str, dict[str, int]]] = {name: defaultdict(dict) for name in names}
    classes, *columns = zip(*rows, strict=True) if rows else [()]
    for name, column in zip(names, columns, strict=False):
        for (value, of_class), number in Counter(zip(column, classes, strict=True)).items():
            divided[name][NOTHING if value is None else str(value)][of_class] = number
    return divided


def _counts(found: CTE, place: int) -> Select[Any]:
    value, of_class = found.c[f"value_{place}"], found.c["class"]
    return select(literal_column(str(place)), cast(value, String), of_class, func.count()).group_by(value, of_class)
