"""`shortener clicks reclassify`: does it, says what it would do, leaves it to the worker, and shows what moved."""

from typing import Any

import pytest

from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.tables import clicks
from shortener.stores import Database
from shortener.work import Job
from tests.cli.conftest import Shell
from tests.clicks.ageing import age
from tests.clicks.journaling import rows_of

DEMO = ("demo", "--clicks", "1500", "--links", "20", "--days", "10", "--until", "2026-04-15")
TOLD = ("looked", "moved", "unclear")


@pytest.fixture
def aged(shell: Shell, database: Database) -> Shell:
    """A demo as older rules would have left it, by which libraries were people and one kind of Chrome a crawler."""
    assert shell(*DEMO).status == 0
    with database.write() as session:
        session.execute(
            clicks.update().where(clicks.c.reason.like("library: %")).values({"class": "human", "reason": "browser"})
        )
    age(database)
    return lambda *words, **more: shell("clicks", "reclassify", *words, **more)


def robots(database: Database) -> int:
    return sum(row["reason"].startswith("library: ") for row in rows_of(database, clicks))


def test_a_trial_a_pass_and_its_log_say_the_same(aged: Shell, shell: Shell, database: Database) -> None:
    trial = aged("--dry-run", "--json").json
    assert (trial["dry_run"], trial["rules_version"], trial["looked"]) == (True, RULES_VERSION, 1500)
    assert robots(database) == 0
    done = aged("--json").json
    assert [done[name] for name in TOLD] == [trial[name] for name in TOLD]
    parts = ("from_class", "from_reason", "to_class", "to_reason", "clicks")
    assert [{name: move[name] for name in parts} for move in done["moves"]] == trial["moves"]
    assert sum(move["clicks"] for move in trial["moves"]) == done["moved"]
    assert robots(database) == sum(m["clicks"] for m in trial["moves"] if m["to_reason"].startswith("library: ")) > 5
    assert {move["cause"] for move in done["moves"]} == {"rules"}
    assert aged("--log", "--json").json == done
    assert shell("stats", "rebuild", "--check").status == 0


def test_people_read_a_table_and_a_sentence(aged: Shell) -> None:
    trial = aged("--dry-run").out.splitlines()
    assert trial[0].split() == ["day", "by", "from", "reason", "to", "reason", "clicks"]
    assert trial[-1].startswith(f"1,500 clicks looked at by rules {RULES_VERSION}: ")
    assert trial[-1].endswith(" would move.")
    assert aged("--log").out == "Nobody has asked for a pass yet.\n"
    answer = aged()
    assert answer.status == 0
    rows = [line.split()[1:-1] for line in answer.out.splitlines()]
    assert ["rules", "human", "browser", "bot", "library:", "python-requests"] in rows
    assert answer.out.endswith(" moved.\n")
    assert "1,500 clicks looked at" in aged("--log").out


def test_in_the_background_it_is_queued_once(aged: Shell, database: Database) -> None:
    assert aged("--background").out.startswith("Queued for the next worker that is free;")
    assert aged("--background", "--json").json["queued"] is True
    with database.read() as session:
        assert [(job.kind, job.finished_at) for job in session.query(Job)] == [("reclassify", None)]
    assert robots(database) == 0
    assert aged("--log").out == f"0 clicks looked at by rules {RULES_VERSION}: 0 moved; more are left.\n"


@pytest.mark.parametrize("words", [("--dry-run", "--background"), ("--log", "--dry-run"), ("--log", "--background")])
def test_two_things_at_once_are_refused(shell: Shell, words: tuple[Any, ...]) -> None:
    answer = shell("clicks", "reclassify", *words)
    assert answer.status == 2
    assert "Only one of --dry-run, --background and --log" in answer.err


def test_where_nothing_was_counted_nothing_moves(shell: Shell) -> None:
    assert shell("clicks", "reclassify").out == f"0 clicks looked at by rules {RULES_VERSION}: 0 moved.\n"
