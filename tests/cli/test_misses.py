"""`shortener stats misses` lists what nobody made; `shortener miss` says which of it is work."""

import csv

import pytest

from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.reports.clicking import add_miss


@pytest.fixture
def asked_for(shell: Shell, database: Database) -> Shell:
    """A link, and three groups of misses."""
    assert shell("link", "add", "https://example.org/new", "scratch-new").status == 0
    add_miss(database, "scrath-new", 1200, referrers='{"a.example":2,"b.example":1}')
    add_miss(database, "other", 3)
    add_miss(database, ".env", 500, looks="secrets")
    return shell


def test_they_are_a_table_for_people(asked_for: Shell) -> None:
    answer = asked_for("stats", "misses")
    assert answer.out.splitlines()[0].split() == ["asked", "for", "times", "last", "from"]
    first = answer.out.splitlines()[1]
    assert first.startswith("localhost/scrath-new  1,200  1970-01-01T00:00:02+00:00  a.example 2, b.example 1")
    assert first.endswith("near scratch-new")
    assert answer.err == "Page 1 of 1. In all: 2 open, 1 scanner, 0 ignored, 0 made.\n"
    assert asked_for("stats", "misses", "--state", "scanner").out.splitlines()[1].endswith("secrets")


def test_they_are_a_file_of_rows(asked_for: Shell) -> None:
    rows = list(csv.DictReader(asked_for("stats", "misses", "--state", "all", "--format", "csv").out.splitlines()))
    assert [(row["slug"], row["state"], row["count"]) for row in rows] == [
        ("scrath-new", "open", "1200"),
        (".env", "scanner", "500"),
        ("other", "open", "3"),
    ]


def test_a_slug_never_speaks_to_the_terminal_or_to_a_spreadsheet(asked_for: Shell, database: Database) -> None:
    add_miss(database, "\x1b]0;mine\x07=1+1", 9999)
    assert "\x1b" not in asked_for("stats", "misses").out
    add_miss(database, "=1+1", 9998)
    rows = list(csv.DictReader(asked_for("stats", "misses", "--format", "csv").out.splitlines()))
    assert rows[1]["slug"] == "'=1+1"


def test_some_are_ignored_and_shown_again(asked_for: Shell) -> None:
    answer = asked_for("miss", "ignore", "other", "http://localhost:8000/scrath-new")
    assert answer.out == "other is ignored.\nhttp://localhost:8000/scrath-new is ignored.\n"
    assert asked_for("stats", "misses", "--json").json["misses"] == []
    assert asked_for("miss", "reopen", ".env", "other", "--json").json == {"done": [".env", "other"], "missing": []}
    open_now = asked_for("stats", "misses", "--json").json["misses"]
    assert [one["slug"] for one in open_now] == [".env", "other"]


def test_each_is_told_by_itself_and_one_that_is_not_there_is_an_error(asked_for: Shell) -> None:
    assert asked_for("miss", "reopen", "localhost/other").out == "localhost/other is work again.\n"
    answer = asked_for("miss", "ignore", "nonsense", "other")
    assert (answer.status, answer.out) == (1, "other is ignored.\n")
    assert answer.err == "Nobody has asked for nonsense, or it is forgotten.\n"
    told = asked_for("miss", "ignore", "nonsense", "other", "--json")
    assert (told.status, told.json) == (1, {"done": ["other"], "missing": ["nonsense"]})


def test_once_the_link_is_made_it_is_work_no_more(asked_for: Shell) -> None:
    asked_for("link", "add", "https://example.org/", "other")
    states = asked_for("stats", "misses", "--json").json["totals"]["states"]
    assert (states["open"]["groups"], states["made"]["groups"]) == (1, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("miss", "ignore"), "Missing argument 'SLUG...'"),
        (("miss", "ignore", "x", "--domain", "nowhere.example"), "“nowhere.example” is not a domain of this shortener"),
        (("stats", "misses", "--state", "new"), "'new' is not one of"),
        (("stats", "misses", "--per-page", "500"), "500 is not in the range"),
    ],
)
def test_nonsense_is_one_sentence(asked_for: Shell, words: tuple[str, ...], said: str) -> None:
    answer = asked_for(*words)
    assert answer.status in {1, 2}
    assert said in answer.err
    assert "Traceback" not in answer.err
