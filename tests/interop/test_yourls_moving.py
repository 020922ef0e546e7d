"""A YOURLS site moves in whole: each link and click as it was, each oddity said, and a second time changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from shortener.clicks.audit import audit
from shortener.clicks.moving import Mover
from shortener.clicks.tables import agents, clicks, journals, link_totals, site_quarters
from shortener.interop.yourls import moving as moving_module
from shortener.interop.yourls.moving import Counts
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.tables import Link, Revision
from shortener.links.views import LinkView
from shortener.settings import Settings
from shortener.stores import Database
from tests.interop.moved import check_findings, move
from tests.interop.yourls import FIREFOX, LINKS, LOG, LONG, MADE, ODD, PLAIN, VISITS, Log, Url, dump_of

MADE_MS = 1_551_675_967_000


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.sql"
    path.write_text(dump_of(LINKS, LOG), "utf-8")
    return path


@pytest.fixture
def theirs(library: Library) -> LinkView:
    """Somebody else's link, made here before the move."""
    return library.create(Draft(slug="taken", target="https://example.org/ours"), None)


def found(library: Library, slug: str) -> LinkView:
    link = library.find("", slug)
    assert link is not None
    return link


def rows_of(database: Database, table: Any) -> list[dict[str, Any]]:
    with database.read() as session:
        rows = session.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        return [dict(row) for row in rows]


def test_all_comes_in_and_the_report_lists_exactly_the_oddities(
    library: Library, database: Database, dump: Path, theirs: LinkView, settings: Settings
) -> None:
    counts, said = move(dump, library, database)
    left_out = [url for url, (verdict, _) in ODD.items() if verdict == "left out"]
    assert counts == Counts(
        links_new=len(LINKS) - len(left_out),
        links_left_out=len(left_out),
        clicks_new=len(VISITS),
        clicks_left_out=len(LOG) - len(VISITS),
        counter=sum(url.clicks for url in LINKS if url not in left_out),
    )
    check_findings(said)
    assert library.get(theirs.id) == theirs
    assert audit(database, settings.journal_dir).problems == []


def test_links_are_as_they_were(library: Library, database: Database, dump: Path) -> None:
    move(dump, library, database)
    for url in PLAIN:
        link = found(library, url.keyword)
        assert (link.slug, link.target, link.title) == (url.keyword, url.url, url.title or "")
        assert (link.created_at, link.updated_at, link.enabled) == (MADE_MS, MADE_MS, True)
        assert link.legacy == (url.keyword in {"user", "steam", "relative"})
    assert found(library, "über").target == "https://example.org/percent"
    assert found(library, "twice").title == "Grüße"
    assert found(library, "longtitle").title == "t" * 499 + "…"
    assert found(library, "lines").title == "one two"
    assert found(library, "spaces").target == "https://example.org/a%20b"
    assert found(library, "notime").created_at > MADE_MS


@pytest.mark.parametrize("slug", ["js", "data", "port", "loop"])
def test_what_may_not_be_followed_stays_disabled(library: Library, database: Database, dump: Path, slug: str) -> None:
    move(dump, library, database)
    link = found(library, slug)
    assert (link.enabled, link.legacy) == (False, True)
    with pytest.raises(Refused):
        library.edit(link.id, Edit(enabled=True), None)
    assert library.edit(link.id, Edit(enabled=True, target="https://example.org/"), None).enabled


@pytest.mark.usefixtures("theirs")
def test_clicks_are_as_the_log_has_them(library: Library, database: Database, dump: Path) -> None:
    move(dump, library, database)
    by_time = sorted(rows_of(database, clicks), key=lambda row: (row["clicked_at"], row["id"]))
    first, second, third = by_time[:3]
    known = {row["id"]: row["agent"] for row in rows_of(database, agents)}
    assert (first["clicked_at"], first["link_id"]) == (1_577_934_245_000, found(library, "abc").id)
    assert (first["status"], first["node"], known[first["agent_id"]]) == (301, "yourls", FIREFOX)
    assert (first["family"], first["prefix"], first["country"], first["class"]) == (4, "192.0.2.0/24", "GB", "human")
    assert (first["referrer"], first["channel"], first["visitor"]) == (None, "direct", None)
    assert (second["family"], second["prefix"], second["agent_id"]) == (6, "2001:db8:1::/48", None)
    assert (second["referrer"], second["referrer_host"]) == ("https://news.example/x", "news.example")
    assert (third["country"], third["class"]) == ("DE", "bot")
    with database.read() as session:
        begun = session.scalar(select(func.min(Revision.id)).where(Revision.link_id == first["link_id"]))
        assert first["revision_id"] == begun
        assert session.scalar(select(func.sum(site_quarters.c.clicks))) == len(VISITS)


def test_both_counts_are_kept_and_no_click_is_counted_twice(library: Library, database: Database, dump: Path) -> None:
    move(dump, library, database)
    totals = {row["link_id"]: row for row in rows_of(database, link_totals)}
    wanted = {"abc": (2, 3, 5), "fewer": (2, 0, 1), LONG: (0, 4_000_000_000, 4_000_000_000), "js": (0, 2, 2)}
    for slug, (rows, carried, counter) in wanted.items():
        total = totals[found(library, slug).id]
        assert (total["clicks"], total["carried"], total["counter"]) == (rows, carried, counter), slug


def test_a_second_time_changes_nothing(
    library: Library, database: Database, dump: Path, theirs: LinkView, settings: Settings
) -> None:
    first, _ = move(dump, library, database)
    tables = [clicks, link_totals, site_quarters, Link.__table__, Revision.__table__]
    before = [rows_of(database, table) for table in tables]
    again, said = move(dump, library, database)
    assert [rows_of(database, table) for table in tables] == before
    assert (again.links_new, again.links_known) == (0, first.links_new)
    assert (again.clicks_new, again.clicks_known) == (0, len(LOG))
    assert {one.verdict for one in said} == {"left out"}
    assert audit(database, settings.journal_dir).problems == []


def test_a_later_dump_adds_what_is_new_and_its_counters(library: Library, database: Database, dump: Path) -> None:
    move(dump, library, database)
    library.edit(found(library, "Abc").id, Edit(target="https://example.org/moved"), None)
    newer = [Url("abc", PLAIN[0].url, clicks=7), *LINKS[1:], Url("fresh", "https://example.org/fresh", clicks=1)]
    visits = [*LOG, Log(21, MADE, "abc"), Log(30, MADE, "fresh"), Log(31, MADE, "Abc")]
    dump.write_text(dump_of(newer, visits), "utf-8")
    counts, _ = move(dump, library, database)
    assert (counts.links_new, counts.clicks_new) == (1, 3)
    totals = {row["link_id"]: row for row in rows_of(database, link_totals)}
    assert totals[found(library, "abc").id]["clicks"] == 3
    assert totals[found(library, "abc").id]["counter"] == 7
    assert found(library, "Abc").target == "https://example.org/moved"
    assert totals[found(library, "Abc").id]["clicks"] == 1


@pytest.mark.usefixtures("theirs")
def test_an_import_that_was_stopped_goes_on(
    library: Library, database: Database, dump: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving_module, "BATCH", 2)
    add = Mover.add
    calls: list[Any] = []

    def add_once(self: Mover, *given: Any) -> int:
        if calls:
            raise KeyboardInterrupt
        calls.append(given)
        return add(self, *given)

    with monkeypatch.context() as stopped:
        stopped.setattr(Mover, "add", add_once)
        with pytest.raises(KeyboardInterrupt):
            move(dump, library, database)
    assert len(rows_of(database, clicks)) == 2
    move(dump, library, database)
    assert len(rows_of(database, clicks)) == len(VISITS)
    assert rows_of(database, journals)[0]["position"] == LOG[-1].click_id
    assert audit(database, settings.journal_dir).problems == []


def test_a_dry_run_says_the_same_and_stores_nothing(
    library: Library, database: Database, dump: Path, theirs: LinkView
) -> None:
    tables = [clicks, journals, link_totals, Link.__table__, Revision.__table__]
    before = [rows_of(database, table) for table in tables]
    counts, said = move(dump, library, database, dry_run=True)
    assert [rows_of(database, table) for table in tables] == before
    assert move(dump, library, database) == (counts, said)
    again, _ = move(dump, library, database, dry_run=True)
    assert (again.links_new, again.clicks_new, again.clicks_known) == (0, 0, len(LOG))
