"""Breakdowns stay small, and whatever is merged into them, every dimension still adds up to all clicks."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.breakdown import (
    CLASSES,
    DIMENSIONS,
    MOST_VALUES,
    OTHER,
    Counts,
    divide,
    merge,
    name_of,
    pack,
    shift,
    unpack,
)

HOST = "referrer_host"
# More values than fit, so that the bound is met.
VALUES = st.integers(0, 3 * MOST_VALUES).map(str)
CLICKS = st.lists(st.tuples(VALUES, st.sampled_from(["human", "bot", "unknown"]), st.integers(1, 9)), max_size=400)


def total(counts: Counts, dimension: str = HOST) -> Counter[str]:
    """Clicks of a dimension by class."""
    found: Counter[str] = Counter()
    for classes in divide(counts, dimension).values():
        found.update(classes)
    return found


def made_of(clicks: list[tuple[str, str, int]], dimension: str = HOST) -> Counts:
    made: Counter[str] = Counter()
    for value, kind, times in clicks:
        made[name_of(dimension, kind, value)] += times
    return made


def by_class(clicks: list[tuple[str, str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for _, kind, times in clicks:
        found[kind] += times
    return found


def full(kind: str = "human") -> Counts:
    return made_of([(str(number), kind, 1) for number in range(MOST_VALUES)])


@given(st.lists(CLICKS, max_size=6))
def test_the_sum_over_the_values_is_the_number_of_clicks_after_any_merges(
    parts: list[list[tuple[str, str, int]]],
) -> None:
    merged: Counts = {}
    for part in parts:
        merged = merge(unpack(pack(merged)), made_of(part))
    assert total(merged) == by_class([click for part in parts for click in part])
    held = Counter(name[:2] for name in merged)
    assert all(number <= MOST_VALUES + 1 for number in held.values())


@given(CLICKS, CLICKS)
def test_below_the_bound_the_order_of_merging_does_not_matter(
    some: list[tuple[str, str, int]], others: list[tuple[str, str, int]]
) -> None:
    few = [(value[:2], kind, times) for value, kind, times in some]
    more = [(value[:2], kind, times) for value, kind, times in others]
    assert merge(made_of(few), made_of(more)) == merge(made_of(more), made_of(few))


def test_a_full_dimension_counts_known_values_apart_and_new_ones_together() -> None:
    merged = merge(full(), made_of([("0", "human", 2), ("new", "human", 3), ("newer", "human", 4)]))
    hosts = divide(merged, HOST)
    assert hosts["0"] == {"human": 3}
    assert hosts[OTHER] == {"human": 7}
    assert "new" not in hosts
    assert len(hosts) == MOST_VALUES + 1


def test_a_first_batch_with_too_many_values_is_bounded_as_well() -> None:
    merged = merge({}, made_of([(str(number), "human", 1) for number in range(MOST_VALUES + 5)]))
    assert divide(merged, HOST)[OTHER] == {"human": 5}


def test_bots_with_many_made_up_referrers_do_not_push_out_those_of_people() -> None:
    merged = merge(full("bot"), made_of([("example.org", "human", 1)]))
    assert divide(merged, HOST)["example.org"] == {"human": 1}


def test_dimensions_are_bounded_each_by_itself() -> None:
    merged = merge(full(), made_of([("de", "human", 1)], "language"))
    assert divide(merged, "language") == {"de": {"human": 1}}


def test_what_is_packed_is_read_back_as_it_was() -> None:
    counts = made_of([("a", "human", 1), ("b", "bot", 2)])
    assert unpack(pack(counts)) == counts


def test_a_day_without_a_row_yet_is_an_empty_breakdown() -> None:
    assert unpack(b"") == {}


@pytest.mark.parametrize("codes", [DIMENSIONS, CLASSES])
def test_each_code_is_one_character_and_stands_for_one_name(codes: dict[str, str]) -> None:
    assert len(set(codes.values())) == len(codes)
    assert {len(code) for code in codes.values()} == {1}


@given(st.text(), st.sampled_from(sorted(DIMENSIONS)), st.sampled_from(sorted(CLASSES)))
def test_any_value_is_read_back_as_it_was(value: str, dimension: str, kind: str) -> None:
    counts = {name_of(dimension, kind, value): 7}
    assert {name: divide(counts, name) for name in DIMENSIONS if divide(counts, name)} == {
        dimension: {value: {kind: 7}}
    }


@given(CLICKS, st.data())
def test_clicks_that_turn_out_to_be_others_are_taken_away_and_added(
    clicks: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    """Also of values that have no name of their own in a full dimension."""
    kept = merge({}, made_of([(str(number), "human", 1) for number in range(MOST_VALUES - 3)]))
    kept = merge(kept, made_of(clicks))
    before = total(kept)
    moved = data.draw(st.lists(st.sampled_from(clicks), unique=True)) if clicks else []
    as_now = [(value, "preview", times) for value, _, times in moved]
    changes = Counter(made_of(as_now))
    changes.subtract(made_of(moved))
    after = shift(kept, {name: number for name, number in changes.items() if number})
    assert total(after) == +(before - by_class(moved) + by_class(as_now))
    assert all(number > 0 for number in after.values())
