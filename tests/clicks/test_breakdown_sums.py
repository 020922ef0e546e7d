"""Breakdowns stay small, and whatever is merged into them, every dimension still adds up to all clicks."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.breakdown import MOST_VALUES, OTHER, Breakdown, count, merge, pack, unpack

CLASSES = st.sampled_from(["human", "bot", "unknown"])
# More values than fit, so that the bound is met.
VALUES = st.integers(0, 3 * MOST_VALUES).map(str)
CLICKS = st.lists(st.tuples(VALUES, CLASSES, st.integers(1, 9)), max_size=400)


def total(breakdown: Breakdown, dimension: str = "host") -> Counter[str]:
    """Clicks of a dimension by class."""
    found: Counter[str] = Counter()
    for classes in breakdown.get(dimension, {}).values():
        found.update(classes)
    return found


def made_of(clicks: list[tuple[str, str, int]]) -> Breakdown:
    made: Breakdown = {}
    for value, kind, times in clicks:
        count(made.setdefault("host", {}), value, kind, times)
    return made


def by_class(clicks: list[tuple[str, str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for _, kind, times in clicks:
        found[kind] += times
    return found


@given(st.lists(CLICKS, max_size=6))
def test_the_sum_over_the_values_is_the_number_of_clicks_after_any_merges(
    parts: list[list[tuple[str, str, int]]],
) -> None:
    merged: Breakdown = {}
    for part in parts:
        merged = merge(unpack(pack(merged)), made_of(part))
    assert total(merged) == by_class([click for part in parts for click in part])
    assert len(merged.get("host", {})) <= MOST_VALUES + 1


@given(CLICKS, CLICKS)
def test_below_the_bound_the_order_of_merging_does_not_matter(
    some: list[tuple[str, str, int]], others: list[tuple[str, str, int]]
) -> None:
    few = [(value[:2], kind, times) for value, kind, times in some]
    more = [(value[:2], kind, times) for value, kind, times in others]
    assert pack(merge(made_of(few), made_of(more))) == pack(merge(made_of(more), made_of(few)))


def test_a_full_dimension_counts_known_values_apart_and_new_ones_together() -> None:
    full = made_of([(str(number), "human", 1) for number in range(MOST_VALUES)])
    merge(full, made_of([("0", "human", 2), ("new", "human", 3), ("newer", "bot", 4)]))
    assert full["host"]["0"] == {"human": 3}
    assert full["host"][OTHER] == {"human": 3, "bot": 4}
    assert "new" not in full["host"]
    assert len(full["host"]) == MOST_VALUES + 1


def test_dimensions_are_bounded_each_by_itself() -> None:
    full = made_of([(str(number), "human", 1) for number in range(MOST_VALUES)])
    merge(full, {"language": {"de": {"human": 1}}})
    assert full["language"] == {"de": {"human": 1}}


def test_equal_breakdowns_are_packed_into_equal_bytes() -> None:
    there = made_of([("a", "human", 1), ("b", "bot", 2)])
    back = made_of([("b", "bot", 2), ("a", "human", 1)])
    assert pack(there) == pack(back)
    assert unpack(pack(there)) == there


def test_a_day_without_a_row_yet_is_an_empty_breakdown() -> None:
    assert unpack(b"") == {}
