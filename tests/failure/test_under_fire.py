"""Whatever is killed, frozen, restarted or emptied under load: each redirect is right, in time, and one click."""

import os
import random
import time
from pathlib import Path

import pytest

from shortener.clock import now_ms
from tests.counted import assert_counts_equal_rows, clicks_before, settled, stored_marks
from tests.failure.blows import DATABASE, Blow, Struck, blow_to_clock, blows_to_processes, blows_to_servers, deal
from tests.failure.browser import Browser
from tests.failure.clocks import FakeClock
from tests.failure.editor import Editor, links_of, retarget
from tests.failure.sites import SLUGS, Ground, standing
from tests.failure.verdict import problems
from tests.failure.witness import Witness, crowd, editing
from tests.live import Site, eventually
from tests.load.truth import LATE

PER_SECOND = 150
SETTLED = 3.0  # seconds within which a reload has its new workers at work, on a busy machine


def a_seed() -> int:
    """FIRE_SEED repeats the order and the moments of a run, as far as the machine's own moments allow."""
    seed = int(os.environ.get("FIRE_SEED", random.randrange(10**6)))
    print(f"FIRE_SEED={seed}")
    return seed


def under_fire(ground: Ground, kinds: list[Blow], rounds: int, longest: float) -> tuple[Witness, list[Struck]]:
    """Every kind of blow once a round, in random order, at random moments, each for up to `longest` seconds."""
    (site,) = ground.sites
    fate = random.Random(a_seed())
    editor = Editor(Browser(site), links_of(SLUGS), (retarget,))
    witness, struck = Witness(truth=editor.truth), []
    with crowd(witness, SLUGS, site, per_second=PER_SECOND), editing(editor, 0.2):
        time.sleep(1)
        for _ in range(rounds):
            for blow in fate.sample(kinds, len(kinds)):
                time.sleep(fate.uniform(0.2, 1.5))
                if blow.takes == DATABASE:
                    let_workers_settle(site)
                    let_edits_arrive(editor)
                struck.append(deal(blow, fate.uniform(0.2, longest), lambda: witness.redirects))
        time.sleep(1)
        eventually(lambda: editor.edits > len(struck))
    return witness, struck


def let_workers_settle(site: Site) -> None:
    """One that is born without a database, and after Redis was emptied, has nobody to learn links from."""
    known, since = site.workers(), time.monotonic()
    while time.monotonic() - since < SETTLED:
        time.sleep(0.1)
        if site.workers() != known:
            known, since = site.workers(), time.monotonic()


def let_edits_arrive(editor: Editor) -> None:
    """What was edited just before the database went can't be known by anybody."""
    with editor.turn:
        time.sleep(LATE)


def judge(ground: Ground, witness: Witness, struck: list[Struck]) -> None:
    (site,) = ground.sites
    figures = settled(site)
    assert "\n".join(problems(witness, struck, stored_marks(site))) == ""
    assert (figures["lost"], figures["set_aside"]) == (0, 0)
    assert_counts_equal_rows(site)


def every_kind(ground: Ground) -> list[Blow]:
    return [*blows_to_processes(ground.sites[0]), *blows_to_servers(ground.database, ground.redis)]


@pytest.mark.timeout(300)
def test_blows_of_every_kind_lose_no_click_and_delay_no_visitor(tmp_path: Path) -> None:
    with standing(tmp_path) as ground:
        witness, struck = under_fire(ground, every_kind(ground), rounds=1, longest=2.5)
        judge(ground, witness, struck)
        assert witness.redirects > 1_000


@pytest.mark.timeout(300)
def test_a_clock_that_is_set_back_an_hour_loses_no_click_and_delays_no_visitor(tmp_path: Path) -> None:
    clock, began = FakeClock(tmp_path), now_ms()
    with standing(tmp_path, clock=clock) as ground:
        blow = blow_to_clock(clock)
        witness, struck = under_fire(ground, [blow, *blows_to_processes(ground.sites[0])], rounds=1, longest=1.5)
        judge(ground, witness, struck)
        assert clicks_before(ground.sites[0], began) > 5


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_blows_for_minutes_lose_no_click_and_delay_no_visitor(tmp_path: Path) -> None:
    with standing(tmp_path) as ground:
        witness, struck = under_fire(ground, every_kind(ground), rounds=8, longest=4)
        judge(ground, witness, struck)
        assert witness.redirects > 10_000
