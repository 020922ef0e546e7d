"""How fast a visitor may be: a class of pupils is no program, a program is one however it spreads its clicks."""

from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.recount.rates import FAST_CLICKS, FAST_MS, WIDE_LINKS, WIDE_MS, too_fast

Visits = list[tuple[int, int]]
# Bunches of clicks, so that both bounds are often just reached and just missed.
bunches = st.lists(
    st.tuples(st.integers(0, 90_000), st.integers(1, 60), st.integers(0, 250), st.integers(1, 40)), max_size=6
)


def spread(bunches: list[tuple[int, int, int, int]]) -> Visits:
    return sorted((at + n * pause, n % links) for at, count, pause, links in bunches for n in range(count))


def counted_one_by_one(visits: Visits) -> list[bool]:
    """Each window of time that begins with a click, looked at as a whole."""
    fast: set[int] = set()
    for began, _ in visits:
        for span in (FAST_MS, WIDE_MS):
            inside = [number for number, (at, _) in enumerate(visits) if began <= at < began + span]
            links = {visits[number][1] for number in inside}
            if (len(inside) >= FAST_CLICKS) if span == FAST_MS else (len(links) >= WIDE_LINKS):
                fast.update(inside)
    return [number in fast for number in range(len(visits))]


@given(bunches)
def test_it_is_what_counting_every_window_gives(bunches: list[tuple[int, int, int, int]]) -> None:
    visits = spread(bunches)
    assert too_fast(visits) == counted_one_by_one(visits)


def test_nobody_is_not_too_fast() -> None:
    assert too_fast([]) == []


def test_a_class_that_opens_one_link_at_a_sign_is_people() -> None:
    assert not any(too_fast([(at * 250, 7) for at in range(36)]))


def test_who_follows_one_link_all_the_time_is_a_program_from_the_first_click() -> None:
    assert all(too_fast([(at * 100, 7) for at in range(FAST_CLICKS)]))
    assert not any(too_fast([(at * 100, 7) for at in range(FAST_CLICKS - 1)]))


def test_who_goes_through_many_links_is_one_too_and_slowly_is_not() -> None:
    assert all(too_fast([(at * 1500, at) for at in range(WIDE_LINKS)]))
    assert not any(too_fast([(at * 2500, at) for at in range(WIDE_LINKS)]))


def test_only_the_fast_part_of_a_day_is_taken() -> None:
    burst = [(3_600_000 + at * 10, 7) for at in range(FAST_CLICKS)]
    assert too_fast([(0, 7), *burst, (9_000_000, 7)]) == [False, *[True] * FAST_CLICKS, False]
