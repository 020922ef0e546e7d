"""Whether a miss has a link by now is kept, and is right at every moment: also where links changed since."""

import pytest
from sqlalchemy import delete, func, select

from shortener.clicks import made as module
from shortener.clicks.judging import judge_misses
from shortener.clicks.made import judge_made, outdated
from shortener.clicks.tables import misses
from shortener.links.drafts import Edit
from shortener.links.library import Library
from shortener.links.tables import Change
from shortener.reports.misses import MissQuery, list_misses, miss_totals
from shortener.stores import Database
from tests.clicks.journaling import rows_of
from tests.links.asking import make
from tests.reports.clicking import add_miss


def kept(database: Database) -> dict[str, bool | None]:
    return {row["slug"]: None if row["made"] is None else bool(row["made"]) for row in rows_of(database, misses)}


def states(database: Database) -> dict[str, int]:
    """Groups by state, as totals and as lists have them: both are the same."""
    with database.read() as session:
        totals = miss_totals(session)
        counted = {state: total.groups for state, total in totals.states.items()}
        for known in (None, totals):
            pages = {state: list_misses(session, MissQuery(state=state), known) for state in counted}
            assert {state: (page.total, len(page.rows)) for state, page in pages.items()} == {
                state: (number, number) for state, number in counted.items()
            }
    return {state: number for state, number in counted.items() if number}


def changed(database: Database) -> int | None:
    with database.read() as session:
        found = outdated(session)
    return None if found is None else len(found)


@pytest.fixture
def judged(library: Library, any_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Some groups, one of which has a link; all looked at, two at once."""
    monkeypatch.setattr(module, "AT_ONCE", 2)
    make(library, "there")
    for slug, wanted in (("there", None), ("nobody", None), ("later.", "later"), ("x.php", None)):
        add_miss(any_database, slug, 3, wanted=wanted, looks="PHP" if slug == "x.php" else "")
    assert judge_made(any_database) == 4
    return any_database


def test_each_is_looked_at_once(judged: Database) -> None:
    assert kept(judged) == {"there": True, "nobody": False, "later.": False, "x.php": False}
    assert judge_made(judged) == 0
    assert states(judged) == {"open": 2, "made": 1, "scanner": 1}


def test_a_link_that_was_made_since_counts_at_once(judged: Database, library: Library) -> None:
    make(library, "nobody")
    make(library, "later")
    assert changed(judged) == 2
    assert states(judged) == {"made": 3, "scanner": 1}
    assert judge_made(judged) == 2
    assert kept(judged) == {"there": True, "nobody": True, "later.": True, "x.php": False}
    assert (changed(judged), states(judged)) == (0, {"made": 3, "scanner": 1})


def test_what_was_asked_for_since_is_looked_at_too(judged: Database, library: Library) -> None:
    add_miss(judged, "there-too")
    library.edit(make(library, "old").id, Edit(slug="there-too"), None)
    assert states(judged) == {"open": 2, "made": 2, "scanner": 1}
    assert judge_made(judged) == 1
    assert states(judged) == {"open": 2, "made": 2, "scanner": 1}


def test_after_many_changes_all_are_asked_anew(
    judged: Database, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CHANGES", 1)
    make(library, "nobody")
    make(library, "later")
    assert changed(judged) is None
    assert states(judged) == {"made": 3, "scanner": 1}
    assert judge_made(judged) == 4


def test_where_changes_are_forgotten_all_are_asked_anew(judged: Database, library: Library) -> None:
    first = make(library, "nobody")
    library.edit(first.id, Edit(title="New"), None)
    with judged.write() as session:
        last = session.scalar(select(func.max(Change.number))) or 0
        session.execute(delete(Change).where(Change.number < last))
    assert changed(judged) is None
    assert states(judged) == {"open": 1, "made": 2, "scanner": 1}


def test_a_new_repair_is_looked_at_again(judged: Database, library: Library) -> None:
    add_miss(judged, "there.", looks=None)
    judge_made(judged)
    assert kept(judged)["there."] is False
    judge_misses(judged)
    assert kept(judged)["there."] is None
    assert states(judged) == {"open": 2, "made": 2, "scanner": 1}
