"""One commit for all who wait at the same moment."""

import asyncio
import threading
import time

from shortener.redirect.commits import LoopCommits, ThreadCommits


class Recorder:
    """A journal that remembers its groups; `slow` makes each commit take a moment, as a disk does."""

    def __init__(self, *, slow: float = 0, stored: bool = True) -> None:
        self.groups: list[list[bytes]] = []
        self.slow, self.stored = slow, stored

    def write(self, bodies: list[bytes]) -> bool:
        time.sleep(self.slow)
        self.groups.append(bodies)
        return self.stored


def run_loop(journal: Recorder, count: int, *, blocking: bool) -> list[bool]:
    async def crowd() -> list[bool]:
        commits = LoopCommits(journal, blocking=blocking)
        done = await asyncio.gather(*[commits.write(str(n).encode()) for n in range(count)])
        commits.close()
        return list(done)

    return asyncio.run(crowd())


def test_requests_of_one_tick_share_one_commit() -> None:
    for blocking in (True, False):
        journal = Recorder()
        assert run_loop(journal, 50, blocking=blocking) == [True] * 50
        assert journal.groups == [[str(n).encode() for n in range(50)]]


def test_whoever_comes_during_a_commit_joins_the_next() -> None:
    journal = Recorder(slow=0.05)

    async def waves() -> None:
        commits = LoopCommits(journal, blocking=True)
        first = commits.write(b"first")
        await asyncio.sleep(0.01)
        others = [commits.write(b"other") for _ in range(10)]
        await asyncio.gather(first, *others)
        commits.close()

    asyncio.run(waves())
    assert journal.groups == [[b"first"], [b"other"] * 10]


def test_a_loss_is_told_to_everyone_in_the_group() -> None:
    for blocking in (True, False):
        assert run_loop(Recorder(stored=False), 3, blocking=blocking) == [False] * 3


def test_a_visitor_who_went_away_does_not_stop_the_others() -> None:
    journal = Recorder(slow=0.02)

    async def impatient() -> bool:
        commits = LoopCommits(journal, blocking=True)
        gone, stays = commits.write(b"gone"), commits.write(b"stays")
        gone.cancel()
        return await stays

    assert asyncio.run(impatient())
    assert journal.groups == [[b"gone", b"stays"]]


def test_closing_writes_what_has_gathered() -> None:
    journal = Recorder()

    async def close_early() -> None:
        commits = LoopCommits(journal, blocking=True)
        waiting = commits.write(b"last")
        commits.close()
        assert await waiting

    asyncio.run(close_early())
    assert journal.groups == [[b"last"]]


def test_threads_that_wait_share_commits() -> None:
    journal = Recorder(slow=0.02)
    commits = ThreadCommits(journal)
    told: list[bool] = []
    crowd = [threading.Thread(target=lambda: told.append(commits.write(b"x"))) for _ in range(20)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert told == [True] * 20
    assert sum(len(group) for group in journal.groups) == 20
    assert len(journal.groups) < 20


def test_a_thread_is_told_of_its_loss() -> None:
    assert not ThreadCommits(Recorder(stored=False)).write(b"x")
