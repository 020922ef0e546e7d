"""`shortener clicks erase` says what there is, asks, blanks it, and tells of it later."""

import os
import pty
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from shortener.clicks.tables import clicks
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.clicks.journaling import rows_of
from tests.reports.clicking import add_clicks

HERE, THERE = "193.62.157.0/24", "2001:db8:1::/48"
NOTHING = {"prefix": 0, "country": 0, "referrer": 0, "agent": 0, "language": 0, "visitor": 0}


@pytest.fixture
def clicked(library: Library, database: Database) -> None:
    """Three clicks of one link, two of another; two networks."""
    one, two = (library.create(Draft(target="https://example.org/", slug=slug), None) for slug in ("one", "two"))
    rows: list[dict[str, Any]] = [{"link_id": one.id, "prefix": prefix} for prefix in (HERE, THERE, None)]
    rows += [{"link_id": two.id, "prefix": HERE, "language": "cy", "referrer_host": "e.org"} for _ in range(2)]
    add_clicks(database, rows)


def prefixes(database: Database) -> list[str | None]:
    return [row["prefix"] for row in rows_of(database, clicks)]


def test_a_dry_run_only_tells(shell: Shell, database: Database, clicked: None) -> None:
    before = rows_of(database, clicks)
    answer = shell("clicks", "erase", "--prefix", "193.62.157.66", "--dry-run", "--json")
    told = {"prefix": 3, "referrer": 2, "language": 2}
    assert answer.json == {"clicks": 3, "fields": NOTHING | told, "dry_run": True}
    assert "There is something to blank in 2 clicks." in shell("clicks", "erase", "--link", "one", "--dry-run").out
    assert rows_of(database, clicks) == before
    assert shell("clicks", "erase", "--list", "--json").json == []


def test_a_network_is_erased(shell: Shell, database: Database, clicked: None) -> None:
    answer = shell("clicks", "erase", "--prefix", HERE, "--yes", "--json")
    assert (answer.status, answer.json["clicks"], answer.json["fields"]["language"]) == (0, 3, 2)
    assert prefixes(database) == [None, THERE, None, None, None]
    assert "Blanked in 0 clicks." in shell("clicks", "erase", "--prefix", HERE, "--yes").out


def test_a_link_is_erased_and_the_trail_can_be_read(shell: Shell, database: Database, clicked: None) -> None:
    answer = shell("clicks", "erase", "--link", "one", "--yes")
    assert (answer.status, "Blanked in 2 clicks." in answer.out) == (0, True)
    assert prefixes(database) == [None, None, None, HERE, HERE]
    (told,) = shell("clicks", "erase", "--list", "--json").json
    assert (told["link_id"], told["clicks"], told["fields"]) == (1, 2, NOTHING | {"prefix": 2})
    assert "link 1" in shell("clicks", "erase", "--list").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Wanted is one of --link, --prefix and --list."),
        (("--link", "one", "--prefix", HERE), "Wanted is one of --link, --prefix and --list."),
        (("--link", "one"), "nobody can be asked here: add --yes"),
        (("--link", "none", "--yes"), "There is no link"),
        (("--prefix", "10.0.0.0/8", "--yes"), "is wider than what is kept of an address"),
        (("--prefix", "nonsense", "--dry-run"), "is no network such as"),
    ],
)
def test_what_makes_no_sense_is_refused(
    shell: Shell, database: Database, clicked: None, words: tuple[str, ...], sentence: str
) -> None:
    answer = shell("clicks", "erase", *words)
    assert answer.status != 0
    assert sentence in answer.err
    assert prefixes(database) == [HERE, THERE, None, HERE, HERE]


@pytest.mark.parametrize(("said", "left"), [(b"n\n", HERE), (b"y\n", None)], ids=["no", "yes"])
def test_on_a_terminal_it_asks(
    process: Callable[..., subprocess.Popen[bytes]], database: Database, clicked: None, said: bytes, left: str | None
) -> None:
    ours, theirs = pty.openpty()
    with process("clicks", "erase", "--link", "two", stdin=theirs) as child:
        os.write(ours, said)
        _, err = child.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert b"Blank what is personal in 2 clicks (prefix 2, country 0, referrer 2," in err
    assert child.returncode == (1 if left else 0)
    assert prefixes(database)[3:] == [left, left]
