"""Packed breakdowns: nothing is lost on the way to bytes, by merging, or by the bound on distinct values."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.breakdown import MOST_VALUES, OTHER, Breakdown, count, merge, pack, unpack

values = st.text(alphabet="abü/…", max_size=3)
counted = st.tuples(
    st.sampled_from(["country", "language"]), values, st.sampled_from(["human", "bot"]), st.integers(1, 9)
)
many = st.lists(counted, max_size=60)


def made_of(rows: list[tuple[str, str, str, int]]) -> Breakdown:
    made: Breakdown = {}
    for row in rows:
        count(made, *row)
    return made


def total(found: Breakdown, dimension: str) -> int:
    return sum(sum(classes.values()) for classes in found.get(dimension, {}).values())


def test_counts_of_one_value_and_class_add_up() -> None:
    found = made_of([("country", "GB", "human", 1), ("country", "GB", "human", 2), ("country", "GB", "bot", 4)])
    assert found == {"country": {"GB": {"human": 3, "bot": 4}}}


def test_what_was_never_packed_is_empty() -> None:
    assert unpack(b"") == {}


def test_the_same_counts_are_the_same_bytes_whatever_order_they_came_in() -> None:
    rows = [("country", "GB", "human", 1), ("language", "de", "bot", 2), ("country", "DE", "bot", 3)]
    assert pack(made_of(rows)) == pack(made_of(rows[::-1]))


@given(many)
def test_a_breakdown_survives_the_way_to_bytes_and_back(rows: list[tuple[str, str, str, int]]) -> None:
    assert unpack(pack(made_of(rows))) == made_of(rows)


@given(many, many)
def test_merging_is_the_same_as_counting_all_at_once(
    first: list[tuple[str, str, str, int]], second: list[tuple[str, str, str, int]]
) -> None:
    assert merge(made_of(first), made_of(second)) == made_of(first + second)


def test_merging_leaves_what_is_merged_in_as_it_was() -> None:
    other = made_of([("country", "GB", "human", 1)])
    into = merge({}, other)
    count(into, "country", "GB", "human")
    assert other == {"country": {"GB": {"human": 1}}}


@given(st.lists(st.integers(0, 2 * MOST_VALUES), min_size=MOST_VALUES, max_size=4 * MOST_VALUES))
def test_a_dimension_with_too_many_values_counts_the_rest_together(numbers: list[int]) -> None:
    found = made_of([("referrer_host", f"site-{number}", "human", 1) for number in numbers])
    kept = found["referrer_host"]
    assert total(found, "referrer_host") == len(numbers)
    assert len(kept) <= MOST_VALUES + 1
    known = list(dict.fromkeys(numbers))[:MOST_VALUES]
    wanted = Counter(number for number in numbers if number in set(known))
    assert {name: classes["human"] for name, classes in kept.items() if name != OTHER} == {
        f"site-{number}": clicks for number, clicks in wanted.items()
    }


def test_merging_full_ones_keeps_the_bound_and_the_total() -> None:
    halves = [made_of([("x", f"{half}-{n}", "human", 1) for n in range(MOST_VALUES + 50)]) for half in "ab"]
    merged = merge(*halves)
    assert len(merged["x"]) == MOST_VALUES + 1
    assert total(merged, "x") == 2 * (MOST_VALUES + 50)
    assert merged["x"][OTHER] == {"human": MOST_VALUES + 100}
