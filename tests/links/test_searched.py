"""What lists are searched by follows every write to links, whoever makes it, and the tables that were there before."""

import logging
import threading

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, make_url, text
from sqlalchemy.orm import Session

from shortener import schema
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.links.rules import Rules
from shortener.links.searched import is_indexed
from shortener.reports.linkquery import LinkQuery
from shortener.reports.walk import walk
from shortener.stores import Database, open_database
from tests.clicks.journaling import wait_until
from tests.servers.shared import Databases

RULES = Rules(site_host="rpf.io", site_port=8000)
BEFORE = "0012"

pytestmark = pytest.mark.stores("sqlite", "postgresql")


def found(database: Database, search: str, **more: str) -> list[str]:
    """Slugs of the links that a search lists, oldest first."""
    with database.read() as session:
        assert is_indexed(session)
        page = walk(session, replace(LinkQuery(search=search, descending=False), **more))
    return [row.link.slug for row in page.rows]


def rows(session: Session) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(text("SELECT * FROM link_search ORDER BY link_id"))]


def work(library: Library) -> None:
    """Everything that can be done to links."""
    library.add_domain("rptl.io")
    with library.writing(None) as editor:
        editor.create_all([Draft(slug=f"many{n}", target=f"https://example.org/{n}", title="Many") for n in range(3)])
    here = library.create(Draft(slug="Boat-Race", target="https://example.org/boat", notes="Hall 5"), None)
    library.create(Draft(slug="There", target="https://example.net/", domain="rptl.io"), None)
    library.edit(here.id, Edit(slug="Regatta", title="A race"), None)
    library.edit(here.id, Edit(target="https://example.com/rowing", notes=""), None)
    gone = library.create(Draft(slug="gone", target="https://example.org/gone", title="Bygone"), None)
    library.delete(gone.id, None)
    freed = library.create(Draft(slug="free", target="https://example.org/freed", domain="rptl.io"), None)
    library.delete(freed.id, None)
    library.free("rptl.io", "free", None)
    again = library.create(Draft(slug="again", target="https://example.org/again"), None)
    library.delete(again.id, None)
    library.restore(again.id, None)


def test_every_write_is_found_at_once(library: Library, any_database: Database) -> None:
    work(library)
    assert found(any_database, "regatta") == found(any_database, "boat-race") == ["Regatta"]
    assert found(any_database, "rowing") == ["Regatta"]
    assert found(any_database, "example.org/boat") == found(any_database, "hall") == []
    assert found(any_database, "bygone") == []
    assert found(any_database, "bygone", state="deleted") == ["gone"]
    assert found(any_database, "many 1") == ["many1"]
    assert found(any_database, "", domain="rptl.io") == ["There"]
    assert found(any_database, "freed", domain="rptl.io", state="deleted") == ["free"]
    assert found(any_database, "AGAIN") == ["again"]


def test_a_link_that_is_removed_altogether_is_in_no_index(library: Library, any_database: Database) -> None:
    link = library.create(Draft(slug="once", target="https://example.org/once"), None)
    with any_database.write() as session:
        for table in ("link_revisions WHERE link_id", "slugs WHERE link_id", "links WHERE id"):
            session.execute(text(f"DELETE FROM {table} = :number"), {"number": link.id})
        assert rows(session) == []
    assert found(any_database, "once") == []


def test_what_was_there_before_is_found_like_what_came_later(library: Library, any_database: Database) -> None:
    work(library)
    with any_database.read() as session:
        kept = rows(session)
    schema.downgrade(any_database, to=BEFORE)
    schema.upgrade(any_database)
    with any_database.read() as session:
        assert [(*row[:3], sorted(str(row[3]).split("\n"))) for row in rows(session)] == [
            (*row[:3], sorted(str(row[3]).split("\n"))) for row in kept
        ]
    assert found(any_database, "regatta") == ["Regatta"]
    library.create(Draft(slug="later", target="https://example.org/later"), None)
    assert found(any_database, "later") == ["later"]


@pytest.mark.stores("sqlite")
def test_the_index_has_what_the_rows_have(library: Library, any_database: Database) -> None:
    work(library)
    with any_database.write() as session:
        session.execute(text("INSERT INTO link_words (link_words, rank) VALUES ('integrity-check', 1)"))
        session.execute(text("UPDATE link_search SET text = text || 'x' WHERE link_id = 1"))
        session.execute(text("INSERT INTO link_words (link_words, rank) VALUES ('integrity-check', 1)"))


@pytest.mark.stores("postgresql")
def test_links_that_are_written_while_the_index_is_made_are_in_it(library: Library, any_database: Database) -> None:
    schema.downgrade(any_database, to=BEFORE)
    upgrading = threading.Thread(target=schema.upgrade, args=[any_database])
    with library.writing(None) as editor:
        editor.create(Draft(slug="meanwhile", target="https://example.org/meanwhile"))
        upgrading.start()
        wait_until(lambda: waits_for(any_database, "links"))
    upgrading.join()
    assert found(any_database, "meanwhile") == ["meanwhile"]


def waits_for(database: Database, table: str) -> bool:
    """Whether somebody wants this table for themselves."""
    wanted = text("SELECT count(*) FROM pg_locks WHERE relation = to_regclass(:table) AND NOT granted")
    with database.read() as session:
        return bool(session.scalar(wanted, {"table": table}))


@pytest.mark.stores("postgresql")
def test_a_role_that_may_not_make_the_index_searches_without(
    postgresql_databases: Databases, caplog: pytest.LogCaptureFixture
) -> None:
    with postgresql_databases.empty() as url:
        owner = open_database(url)
        with owner.write() as session:
            _make_plain_role(session.connection())
        owner.close()
        plain = open_database(make_url(url).set(username="plain").render_as_string(hide_password=False))
        with caplog.at_level(logging.WARNING):
            schema.upgrade(plain)
        assert "Searching links is slow" in caplog.text
        assert schema.check(plain) == []
        library = Library(plain, RULES)
        library.ensure_default_domain()
        library.create(Draft(slug="Boat-Race", target="https://example.org/boat"), None)
        with plain.read() as session:
            assert not is_indexed(session)
            assert [row.link.slug for row in walk(session, LinkQuery(search="boat race")).rows] == ["Boat-Race"]
        plain.close()


def _make_plain_role(connection: Connection) -> None:
    """Somebody who may make tables, but no extension."""
    connection.execute(text("DROP ROLE IF EXISTS plain"))
    connection.execute(text("CREATE ROLE plain LOGIN"))
    connection.execute(text("GRANT CREATE ON SCHEMA public TO plain"))


@pytest.mark.stores("sqlite")
def test_an_sqlite_without_such_an_index_reads_every_row(library: Library, any_database: Database) -> None:
    work(library)
    with any_database.write() as session:
        for trigger in ("new", "changed", "gone"):
            session.execute(text(f"DROP TRIGGER link_words_{trigger}"))
        for table in ("link_grams", "link_words"):
            session.execute(text(f"DROP TABLE {table}"))
    library.create(Draft(slug="later", target="https://example.org/later"), None)
    with any_database.read() as session:
        assert not is_indexed(session)
        assert [row.link.slug for row in walk(session, LinkQuery(search="LATER")).rows] == ["later"]
        assert [row.link.slug for row in walk(session, LinkQuery(search="race rowing")).rows] == ["Regatta"]
    schema.downgrade(any_database, to=BEFORE)
