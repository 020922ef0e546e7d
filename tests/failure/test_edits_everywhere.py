"""Edits at two nodes are seen by every worker of both within a second, whatever becomes of Redis' messages."""

import random
import time
from pathlib import Path

import pytest

from tests.failure.browser import Browser
from tests.failure.editor import Editor, delete, links_of, rename, retarget, switch
from tests.failure.sites import SLUGS, standing
from tests.failure.witness import AWAY, Witness, crowd
from tests.load.truth import LATE

PER_SECOND = 200
WAYS = (retarget, retarget, retarget, switch, rename, delete)
CUT_SHARE = 0.05  # before one edit in twenty


@pytest.mark.timeout(300)
def test_200_edits_are_seen_everywhere_within_a_second(tmp_path: Path) -> None:
    edit_and_look(tmp_path, 200)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_1000_edits_are_seen_everywhere_within_a_second(tmp_path: Path) -> None:
    edit_and_look(tmp_path, 1_000)


def edit_and_look(folder: Path, edits: int) -> None:
    with standing(folder, nodes=2) as ground:
        editor = Editor(Browser(*ground.sites), links_of(SLUGS), WAYS)
        witness, cut = Witness(truth=editor.truth), 0
        with crowd(witness, editor.slugs, *ground.sites, per_second=PER_SECOND):
            for _ in range(edits):
                if random.random() < CUT_SHARE:
                    cut += ground.redis.cut_pubsub()
                editor.edit()
                time.sleep(random.expovariate(50))
            time.sleep(2 * LATE)
    assert "\n".join(witness.wrong) == ""
    assert (editor.edits, editor.unknown) == (edits, 0)
    assert cut > 4
    assert (witness.unanswered, witness.statuses[AWAY]) == (0, 0)
