"""One piece of slow work for all who wait at the same moment."""

import asyncio

import pytest

from shortener.redirect.groups import Full, Groups


class Work:
    """Remembers its groups; goes on when it is let."""

    def __init__(self, error: Exception | None = None) -> None:
        self.groups: list[list[int]] = []
        self.let, self.error = asyncio.Event(), error

    async def __call__(self, items: list[int]) -> int:
        self.groups.append(items)
        await self.let.wait()
        if self.error:
            raise self.error
        return sum(items)


async def test_all_of_one_moment_share_a_group_and_its_result() -> None:
    work = Work()
    work.let.set()
    groups = Groups(work)
    assert await asyncio.gather(*[groups.add(n) for n in (1, 2, 3)]) == [6, 6, 6]
    assert work.groups == [[1, 2, 3]]


async def test_whoever_comes_during_the_work_joins_the_next_group() -> None:
    work = Work()
    groups = Groups(work)
    first = groups.add(1)
    await asyncio.sleep(0)
    others = [groups.add(2), groups.add(3)]
    work.let.set()
    assert await asyncio.gather(first, *others) == [1, 5, 5]
    assert work.groups == [[1], [2, 3]]


async def test_an_error_is_its_groups_own() -> None:
    work = Work(OSError("away"))
    groups = Groups(work)
    first = groups.add(1)
    work.let.set()
    with pytest.raises(OSError, match="away"):
        await first
    work.error = None
    assert await groups.add(2) == 2


async def test_a_visitor_who_went_away_does_not_stop_the_next_group() -> None:
    work = Work()
    groups = Groups(work)
    gone = asyncio.ensure_future(groups.add(1))
    await asyncio.sleep(0)
    gone.cancel()
    later = groups.add(2)
    work.let.set()
    assert await later == 2


async def test_no_more_than_the_most_wait() -> None:
    groups = Groups(Work(), most=2)
    groups.add(1)
    await asyncio.sleep(0)
    groups.add(2)
    groups.add(3)
    with pytest.raises(Full):
        groups.add(4)


async def test_finish_waits_for_what_is_under_way() -> None:
    work = Work()
    groups = Groups(work)
    done = groups.add(1)
    asyncio.get_running_loop().call_later(0.01, work.let.set)
    await groups.finish()
    assert done.result() == 1
