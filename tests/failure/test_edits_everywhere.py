"""Edits at two nodes are seen by every worker of both within a second, whatever becomes of Redis' messages."""

import contextlib
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.failure.browser import Browser
from tests.failure.editor import Editor, delete, links_of, rename, retarget, switch
from tests.failure.sites import SLUGS, standing
from tests.failure.witness import AWAY, Witness, crowd
from tests.load.truth import LATE
from tests.servers import Redis

PER_SECOND = 200
WAYS = (retarget, retarget, retarget, switch, rename, delete)


@pytest.mark.timeout(300)
def test_100_edits_are_seen_everywhere_within_a_second(tmp_path: Path) -> None:
    edit_and_look(tmp_path, 100)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_1000_edits_are_seen_everywhere_within_a_second(tmp_path: Path) -> None:
    edit_and_look(tmp_path, 1_000)


def edit_and_look(folder: Path, edits: int) -> None:
    with standing(folder, nodes=2) as ground:
        editor = Editor(Browser(*ground.sites), links_of(SLUGS), WAYS)
        witness = Witness(truth=editor.truth)
        with (
            crowd(witness, editor.slugs, *ground.sites, per_second=PER_SECOND),
            cutting_now_and_then(ground.redis) as cuts,
        ):
            for _ in range(edits):
                editor.edit()
                time.sleep(random.expovariate(50))
            time.sleep(2 * LATE)
    assert "\n".join(witness.wrong) == ""
    assert (editor.edits, editor.unknown) == (edits, [])
    assert sum(cuts) > 4
    assert (witness.unanswered, witness.statuses[AWAY]) == (0, 0)


@contextlib.contextmanager
def cutting_now_and_then(redis: Redis) -> Iterator[list[int]]:
    """Leaves subscribers alone for a moment, then cuts their connections for seconds, whenever they are back."""
    over, cuts = threading.Event(), list[int]()

    def cut() -> None:
        while not over.wait(random.uniform(0.2, 1.5)):
            until = time.monotonic() + random.uniform(0.1, 4)
            while time.monotonic() < until and not over.wait(0.05):
                cuts.append(redis.cut_pubsub())

    with ThreadPoolExecutor(1) as thread:
        going = thread.submit(cut)
        try:
            yield cuts
        finally:
            over.set()
            going.result()
