"""One piece of slow work for all who wait at the same moment."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from shortener.groups import MORE_TURNS, Full, Group, Groups, ThreadGroups


class Work:
    """Remembers its groups; goes on when it is let."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.let, self.begun = threading.Event(), threading.Semaphore(0)
        self.error: Exception | None = None

    def __call__(self, items: list[int]) -> int:
        self.groups.append(items)
        self.begun.release()
        self.let.wait(10)
        if self.error:
            raise self.error
        return sum(items)

    async def has_begun(self) -> None:
        """Waits until one more group is at work."""
        assert await asyncio.to_thread(self.begun.acquire, timeout=10)


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.let.set()


async def test_all_of_one_moment_share_a_group_and_its_result(work: Work) -> None:
    work.let.set()
    groups = ThreadGroups(work, "test")
    assert await asyncio.gather(*[groups.add(n) for n in (1, 2, 3)]) == [6, 6, 6]
    assert work.groups == [[1, 2, 3]]


async def one_a_turn(groups: Groups[int, int], numbers: range) -> list[Group[int]]:
    """Items that come one after the other, each in the turn of the loop after the last."""
    found = []
    for number in numbers:
        found.append(groups.add(number))
        await asyncio.sleep(0)
    return found


async def test_on_the_loop_those_of_the_next_turns_join_while_each_brings_somebody(work: Work) -> None:
    work.let.set()
    groups = Groups(work)
    first = await one_a_turn(groups, range(2))
    await first[-1]
    await groups.add(7)
    assert work.groups == [[0, 1], [7]]


async def test_on_the_loop_nobody_waits_for_ever_more(work: Work) -> None:
    work.let.set()
    groups = Groups(work)
    await asyncio.gather(*await one_a_turn(groups, range(20)))
    assert [number for group in work.groups for number in group] == list(range(20))
    assert max(map(len, work.groups)) == MORE_TURNS + 1


async def test_whoever_comes_during_the_work_joins_the_next_group(work: Work) -> None:
    groups = ThreadGroups(work, "test")
    first = groups.add(1)
    await work.has_begun()
    others = [groups.add(2), groups.add(3)]
    work.let.set()
    assert await asyncio.gather(first, *others) == [1, 5, 5]
    assert work.groups == [[1], [2, 3]]


async def test_after_a_rest_the_next_group_begins_by_itself(work: Work) -> None:
    work.let.set()
    groups = ThreadGroups(work, "test")
    assert await groups.add(1) == 1
    await asyncio.sleep(0.01)
    assert await groups.add(2) == 2


async def test_an_error_is_its_groups_own(work: Work) -> None:
    work.error = OSError("away")
    work.let.set()
    groups = ThreadGroups(work, "test")
    with pytest.raises(OSError, match="away"):
        await groups.add(1)
    work.error = None
    assert await groups.add(2) == 2


async def test_a_visitor_who_went_away_stops_nobody_after(work: Work) -> None:
    groups = ThreadGroups(work, "test")
    gone = groups.add(1)
    await work.has_begun()
    gone.cancel()
    later = groups.add(2)
    work.let.set()
    assert await later == 2


async def test_no_more_than_the_most_wait(work: Work) -> None:
    groups = ThreadGroups(work, "test", most=2)
    groups.add(1)
    await work.has_begun()
    groups.add(2)
    groups.add(3)
    with pytest.raises(Full):
        groups.add(4)


async def test_closing_lets_finish_what_is_under_way_but_not_for_ever(work: Work) -> None:
    groups = ThreadGroups(work, "test")
    groups.add(1)
    await work.has_begun()
    groups.close(0.01)
    assert groups._thread.is_alive()
    work.let.set()
    groups.close(10)
    assert not groups._thread.is_alive()
