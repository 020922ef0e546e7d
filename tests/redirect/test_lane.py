"""The lane over a real database: it follows changes, and serves what it knows while the database is away."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from shortener.journal.sources import find_sources
from shortener.journal.visit import Visit, decode
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.redirect.lane import Committing, Lane
from shortener.stores import Database
from tests.redirect.lanes import Switch, ask, opened, target

GOOD = "https://example.org/"


@pytest.fixture
def switch(database: Database) -> Switch:
    return Switch(database)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def visits(folder: Path) -> list[Visit]:
    return [decode(body) for source in find_sources(folder) for _, body in source.read(0, 1000)]


async def eventually(condition: Callable[[], Awaitable[bool]]) -> bool:
    for _ in range(200):
        if await condition():
            return True
        await asyncio.sleep(0.02)
    return False


async def leads(lane: Lane, slug: str, to: str, host: str = "localhost") -> bool:
    return await eventually(lambda: _is(lane, slug, to, host))


async def _is(lane: Lane, slug: str, to: str, host: str) -> bool:
    return await target(lane, slug, host) == to


async def test_a_link_made_after_its_slug_was_refused_is_served_within_the_poll(
    switch: Switch, library: Library, folder: Path
) -> None:
    async with opened(switch, folder) as lane:
        assert await target(lane, "new") is None
        library.create(Draft(target=GOOD, slug="new"), None)
        assert await leads(lane, "new", GOOD)


async def test_an_edit_is_followed(switch: Switch, library: Library, folder: Path) -> None:
    link = library.create(Draft(target=GOOD + "1", slug="a"), None)
    async with opened(switch, folder) as lane:
        assert await target(lane, "a") == GOOD + "1"
        library.edit(link.id, Edit(target=GOOD + "2"), None)
        assert await leads(lane, "a", GOOD + "2")


async def test_a_new_domain_is_followed(switch: Switch, library: Library, folder: Path) -> None:
    async with opened(switch, folder) as lane:
        answer = await ask(lane, "a", "rptl.io")
        assert answer.status == 421
        library.add_domain("rptl.io")
        library.create(Draft(target=GOOD, slug="a", domain="rptl.io"), None)
        assert await leads(lane, "a", GOOD, "rptl.io")


async def test_with_the_database_away_known_links_redirect_and_others_say_come_back(
    switch: Switch, library: Library, folder: Path
) -> None:
    for slug in ("a", "b"):
        library.create(Draft(target=GOOD, slug=slug), None)
    async with opened(switch, folder) as lane:
        assert await target(lane, "a") == GOOD
        switch.on = False
        assert await target(lane, "a") == GOOD
        answer = await ask(lane, "b")
        assert (answer.status, dict(answer.headers)[b"retry-after"]) == (503, b"5")
        switch.on = True
        assert await target(lane, "b") == GOOD


async def test_a_worker_that_starts_without_the_database_says_come_back_and_serves_when_it_can(
    switch: Switch, library: Library, folder: Path
) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    switch.on = False
    async with opened(switch, folder) as lane:
        answer = await ask(lane, "a")
        assert answer.status == 503
        switch.on = True
        assert await leads(lane, "a", GOOD)


async def test_a_frozen_database_costs_a_visitor_seconds_and_no_more(
    switch: Switch, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shortener.redirect.lane.LOAD_SECONDS", 0.05)
    library.create(Draft(target=GOOD, slug="a"), None)
    thaw = threading.Event()
    load = switch.source.load
    async with opened(switch, folder) as lane:
        switch.source.load = lambda keys: (thaw.wait(10), load(keys))[1]  # type: ignore[method-assign]
        answer = await ask(lane, "a")
        assert answer.status == 503
        thaw.set()
        assert await leads(lane, "a", GOOD)


async def test_what_is_in_memory_is_not_asked_for_again(switch: Switch, library: Library, folder: Path) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, folder) as lane:
        for _ in range(20):
            await ask(lane, "a")
            await ask(lane, "nope")
    assert switch.loads == 2


async def test_a_crowd_that_wants_one_new_slug_costs_one_load(switch: Switch, library: Library, folder: Path) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, folder) as lane:
        found = await asyncio.gather(*[target(lane, "a") for _ in range(200)])
    assert (found, switch.loads) == ([GOOD] * 200, 1)


async def test_many_new_slugs_at_once_are_loaded_together(switch: Switch, library: Library, folder: Path) -> None:
    for number in range(40):
        library.create(Draft(target=f"{GOOD}{number}", slug=f"s{number}"), None)
    async with opened(switch, folder) as lane:
        found = await asyncio.gather(*[target(lane, f"s{n}") for n in range(40)])
    assert found == [f"{GOOD}{n}" for n in range(40)]
    assert switch.loads <= 2


@pytest.mark.parametrize("sync", ["full", "normal"])
async def test_an_answer_is_given_only_when_its_visit_is_in_the_journal(
    switch: Switch, library: Library, folder: Path, sync: str
) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, folder, sync=sync) as lane:
        for count in range(1, 20):
            await ask(lane, "a")
            assert len(visits(folder)) == count


async def test_in_full_a_known_link_is_ready_but_for_its_commit(switch: Switch, library: Library, folder: Path) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, folder, sync="full") as lane:
        await ask(lane, "a")
        waiting = lane.answer("a", "GET", "", "::1", {b"host": b"localhost"})
        assert isinstance(waiting, Committing)
        assert not waiting.commit.done()
        answer = await waiting
        assert (waiting.commit.result(), answer.status) == (True, 302)


async def test_a_path_that_can_be_no_links_is_counted_but_not_journaled(
    switch: Switch, library: Library, folder: Path
) -> None:
    async with opened(switch, folder) as lane:
        answer = await ask(lane, None)
        assert (answer.status, answer.body) == (404, b"unknown")
        (source,) = find_sources(folder)
        assert (source.tally.uncounted, visits(folder)) == (1, [])


async def test_a_scanner_does_not_buy_a_write_to_disk_with_each_guess(
    switch: Switch, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shortener.redirect.lane.TICK_SECONDS", 3600.0)  # nothing is filled up again meanwhile
    async with opened(switch, folder) as lane:
        lane.misses_left = 3.0
        for guess in range(10):
            await ask(lane, f"guess-{guess}")
        (source,) = find_sources(folder)
        assert (len(visits(folder)), source.tally.uncounted) == (3, 7)


async def test_the_share_of_misses_that_is_journaled_fills_up_again(
    switch: Switch, library: Library, folder: Path
) -> None:
    async with opened(switch, folder) as lane:
        lane.misses_left = 0.0

        async def refilled() -> bool:
            return lane.misses_left >= 1

        assert await eventually(refilled)


async def test_what_was_done_is_reported(switch: Switch, library: Library, folder: Path) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, folder) as lane:
        for slug in ("a", "a", "a", "nope"):
            await ask(lane, slug)
        reported = lane.report.__self__  # type: ignore[attr-defined]
    assert sum(counts.outcomes.get("go", 0) for counts in reported) == 3
    assert sum(counts.outcomes.get("unknown", 0) for counts in reported) == 1
    assert sum(counts.levels.get("memory", 0) for counts in reported) == 2
    assert sum(counts.levels.get("database", 0) for counts in reported) == 2
    assert all(seconds > 0 for counts in reported for seconds in counts.commits)
