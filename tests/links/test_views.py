"""Many links are read in as few statements as one, each with its own names and tags."""

from sqlalchemy import event, select

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.reading import views_of
from shortener.links.tables import Link, Slug
from shortener.stores import Database
from tests.links.asking import TARGET, change, make


def test_a_list_is_read_in_three_statements_and_keeps_its_order(library: Library, any_database: Database) -> None:
    with library.writing(None) as editor:
        ids = [editor.create(Draft(target=TARGET, slug=f"s{n}", tags=(f"t{n}", "all"))).id for n in range(30)]
    change(library, library.get(ids[3]), slug="renamed")
    library.delete(ids[5], None)
    with any_database.read() as session:
        links = list(session.scalars(select(Link).order_by(Link.id.desc())))
        statements: list[str] = []
        event.listen(any_database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
        views = views_of(session, links)
    assert len(statements) == 3
    assert [view.id for view in views] == sorted(ids, reverse=True)
    assert views == [library.get(view.id) for view in views]
    assert next(view.aliases for view in views if view.slug == "renamed") == ("s3",)


def test_no_links_no_views(any_database: Database) -> None:
    with any_database.read() as session:
        assert views_of(session, []) == []


def test_an_alias_on_another_domain_is_named_with_it(library: Library, any_database: Database) -> None:
    link = change(library, make(library, "one"), slug="two")
    other = library.add_domain("rptl.io")
    with any_database.write() as session:
        session.add(Slug(domain_id=other.id, slug="uno", folded="uno", kind="alias", link_id=link.id, created_at=0))
    assert library.get(link.id).aliases == ("one", "rptl.io/uno")
    assert library.find("rptl.io", "uno") == library.get(link.id)
