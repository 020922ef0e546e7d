"""Answers as one table each, for files: what `told` says, without nesting."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Table(NamedTuple):
    """Rows have a value for each column."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def clicks_table(told: dict[str, Any]) -> Table:
    """`table` is total, series, visitors or what a breakdown divides by, `value` the slice of it.

    The counts of each table but visitors add up to all clicks. Where an earlier period stands beside, a first column
    says which `period` a row is of: asked or compared.
    """
    columns, rows = ("table", "value", "class", "count"), _clicks_rows(told)
    if told["compared"] is None:
        return Table(columns, rows)
    beside = _clicks_rows(told["compared"])
    return Table(("period", *columns), [("asked", *row) for row in rows] + [("compared", *row) for row in beside])


def sides_table(told: dict[str, Any]) -> Table:
    """The same for each side, with `kind` and `name` of it in front."""
    tables = [(side, clicks_table(side)) for side in told["sides"]]
    rows = [(side["kind"], side["name"], *row) for side, table in tables for row in table.rows]
    return Table(("kind", "name", *tables[0][1].columns), rows)


def links_table(told: Iterable[dict[str, Any]]) -> Table:
    return _table(("domain", "slug", "title", "clicks", "humans"), told)


def tags_table(told: Iterable[dict[str, Any]]) -> Table:
    return _table(("tag", "links", "clicks", "humans"), told)


def hours_table(weekdays: Iterable[Sequence[int]]) -> Table:
    """Of each weekday from Monday on, clicks by hour."""
    days = zip(WEEKDAYS, weekdays, strict=True)
    return Table(("weekday", "hour", "clicks"), [(day, hour, n) for day, hours in days for hour, n in enumerate(hours)])


def shares_table(told: dict[str, Any]) -> Table:
    """`months` are of all countries, `countries` of all months; `both` has each month of each country."""
    rows = [{"table": "months", "country": "", "month": one["name"], **one} for one in told["months"]]
    for land in told["countries"]:
        rows.append({"table": "countries", "country": land["name"], "month": "", **land})
        rows += [{"table": "both", "country": land["name"], "month": one["name"], **one} for one in land["months"]]
    return _table(("table", "country", "month", "clicks", "ipv6"), rows)


def misses_table(told: dict[str, Any]) -> Table:
    """The page of groups; the sites that people came from in one cell, the nearest link as its slug."""
    rows = [
        one
        | {"referrers": ", ".join(f"{site['host']} {site['count']}" for site in one["referrers"])}
        | {"nearest": one["nearest"]["slug"] if one["nearest"] else ""}
        for one in told["misses"]
    ]
    columns = ("id", "domain", "slug", "outcome", "state", "count", "first", "last", "referrers")
    return _table((*columns, "looks_like", "nearest"), rows)


def live_table(told: dict[str, Any]) -> Table:
    """The newest clicks; the minutes are a picture, not a table."""
    return _table(("at", "link", "country", "class", "channel"), told["newest"])


def _clicks_rows(told: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows = list(_by_class("total", "", told["by_class"]))
    for bucket in told["series"]:
        rows += _by_class("series", bucket["start"], bucket["by_class"])
    for name, slices in told["breakdowns"].items():
        for one in slices:
            rows += _by_class(name, one["value"], one["by_class"])
    rows += [("visitors", one["day"], "human", one["visitors"]) for one in told["visitors"]]
    return rows


def _by_class(table: str, value: str, by_class: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    return ((table, value, name, count) for name, count in sorted(by_class.items()))


def _table(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> Table:
    return Table(columns, [tuple(row[name] for name in columns) for row in rows])
