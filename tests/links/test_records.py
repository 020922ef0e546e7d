"""What caches read about slugs and hosts."""

from sqlalchemy import event

from shortener.links.library import Library
from shortener.links.records import load_hosts, load_records, newest_change
from shortener.redirect.record import DELETED, LIVE, OFF, Record
from shortener.stores import Database
from tests.links.asking import change, make


def load(database: Database, *slugs: str, domain_id: int = 1) -> dict[str, Record]:
    _, records = load_records(database, [(domain_id, slug) for slug in slugs])
    return {slug: record for (_, slug), record in records.items()}


def test_a_record_holds_what_a_redirect_needs(library: Library, any_database: Database) -> None:
    link = make(
        library,
        "pico",
        target="https://bücher.example/ü",
        status=308,
        forward_query=True,
        starts_at=1_000,
        ends_at=2_000,
    )
    number, records = load_records(any_database, [(link.domain_id, "pico"), (link.domain_id, "nothing")])
    assert number == newest_change(any_database)
    assert list(records) == [(link.domain_id, "pico")]
    record = records[link.domain_id, "pico"]
    assert (record.link_id, record.domain_id, record.slug) == (link.id, link.domain_id, "pico")
    assert record.location == "https://xn--bcher-kva.example/%C3%BC"
    assert (record.status, record.forward_query, record.starts_at, record.ends_at) == (308, True, 1_000, 2_000)
    assert record.state == LIVE


def test_the_site_default_status_is_0(library: Library, any_database: Database) -> None:
    link = make(library, "pico")
    assert load(any_database, "pico", domain_id=link.domain_id)["pico"].status == 0


def test_an_alias_leads_to_the_main_slug(library: Library, any_database: Database) -> None:
    link = change(library, make(library, "one"), slug="two")
    records = load(any_database, "one", "two", domain_id=link.domain_id)
    assert records["one"] == records["two"]
    assert records["one"].slug == "two"


def test_every_edit_gives_a_new_revision(library: Library, any_database: Database) -> None:
    link = make(library, "one")
    before = load(any_database, "one", domain_id=link.domain_id)["one"]
    change(library, link, title="One")
    after = load(any_database, "one", domain_id=link.domain_id)["one"]
    assert after.revision_id > before.revision_id > 0


def test_disabled_and_deleted_links_say_so_under_each_name(library: Library, any_database: Database) -> None:
    link = change(library, make(library, "one"), slug="two", enabled=False)
    states = {key: r.state for key, r in load(any_database, "one", "two", domain_id=link.domain_id).items()}
    assert states == {"one": OFF, "two": OFF}
    library.delete(link.id, None)
    records = load(any_database, "one", "two", domain_id=link.domain_id)
    assert {key: r.state for key, r in records.items()} == {"one": DELETED, "two": DELETED}
    assert {r.slug for r in records.values()} == {"two"}
    library.restore(link.id, None)
    change(library, link, enabled=True)
    assert load(any_database, "one", domain_id=link.domain_id)["one"].state == LIVE


def test_a_freed_slug_has_no_record(library: Library, any_database: Database) -> None:
    link = make(library, "one")
    library.delete(link.id, None)
    library.free("", "one", None)
    assert load(any_database, "one", domain_id=link.domain_id) == {}


def test_slugs_are_told_apart_by_case_and_domain(library: Library, any_database: Database) -> None:
    other = library.add_domain("rptl.io")
    small, capital, there = make(library, "a"), make(library, "A"), make(library, "a", domain="rptl.io")
    records = load(any_database, "a", "A", domain_id=small.domain_id)
    assert {key: r.link_id for key, r in records.items()} == {"a": small.id, "A": capital.id}
    assert load(any_database, "a", "A", domain_id=other.id)["a"].link_id == there.id


def test_many_slugs_cost_as_many_statements_as_one(library: Library, any_database: Database) -> None:
    slugs = [make(library).slug for _ in range(20)]
    statements: list[str] = []
    event.listen(any_database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    home = library.domains()[0].id
    statements.clear()
    assert load(any_database, *slugs, domain_id=home).keys() == set(slugs)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 2


def test_no_slugs_no_records(library: Library, any_database: Database) -> None:
    assert load(any_database) == {}


def test_every_host_is_known_with_its_domain(library: Library, any_database: Database) -> None:
    library.add_domain("www.rpf.io", alias_of="rpf.io")
    library.add_domain("rptl.io")
    ids = {domain.host: domain.id for domain in library.domains()}
    assert load_hosts(any_database) == {
        "rpf.io": (ids["rpf.io"], "rpf.io"),
        "www.rpf.io": (ids["rpf.io"], "rpf.io"),
        "rptl.io": (ids["rptl.io"], "rptl.io"),
    }
