"""The hosts that links are printed with: added, aliased, listed and removed."""

import pytest
from sqlalchemy import insert

from shortener.clicks.tables import misses
from shortener.links.errors import NotFound
from shortener.links.library import Library
from shortener.links.records import load_hosts
from shortener.stores import Database
from tests.links.asking import change, make, refused


def test_a_domain_is_kept_in_its_canonical_spelling(library: Library) -> None:
    assert library.add_domain("RPTL.IO.:80").host == "rptl.io"
    assert library.add_domain("bücher.example").host == "xn--bcher-kva.example"
    assert library.add_domain("[2001:DB8::1]").host == "2001:db8::1"


def test_domains_are_listed_default_first_with_their_links(library: Library) -> None:
    library.add_domain("rptl.io")
    library.add_domain("www.rpf.io", alias_of="rpf.io")
    make(library, "one")
    change(library, make(library, "two"), slug="three")
    library.delete(make(library, "four").id, None)
    make(library, "five", domain="rptl.io")
    listed = [(d.host, d.alias_of, d.is_default, d.links) for d in library.domains()]
    assert listed == [("rpf.io", None, True, 2), ("rptl.io", None, False, 1), ("www.rpf.io", "rpf.io", False, 0)]


def test_an_alias_of_an_alias_is_one_of_the_domain_behind_it(library: Library, any_database: Database) -> None:
    library.add_domain("www.rpf.io", alias_of="RPF.io")
    assert library.add_domain("web.rpf.io", alias_of="www.rpf.io").alias_of == "rpf.io"
    home = next(domain.id for domain in library.domains() if domain.is_default)
    assert load_hosts(any_database) == dict.fromkeys(("rpf.io", "www.rpf.io", "web.rpf.io"), (home, "rpf.io"))


@pytest.mark.parametrize("host", ["rpf.io", "RPF.IO.", "www.rpf.io"])
def test_a_host_is_one_domain_only(library: Library, host: str) -> None:
    library.add_domain("www.rpf.io", alias_of="rpf.io")
    assert refused(lambda: library.add_domain(host)).code == "taken"


@pytest.mark.alike
@pytest.mark.parametrize("host", ["", "https://rptl.io/", "rptl.io/x", "a b", "x" * 300, "\ud800"])
def test_what_is_no_host_is_refused(library: Library, host: str) -> None:
    error = refused(lambda: library.add_domain(host))
    assert (error.field, error.code) == ("domain", "syntax")


def test_an_alias_needs_its_domain(library: Library) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.example"):
        library.add_domain("www.rpf.io", alias_of="nowhere.example")
    assert len(library.domains()) == 1


def test_an_empty_domain_and_an_alias_can_be_removed(library: Library) -> None:
    library.add_domain("rptl.io")
    library.add_domain("www.rpf.io", alias_of="rpf.io")
    library.remove_domain("RPTL.io")
    library.remove_domain("www.rpf.io")
    assert [domain.host for domain in library.domains()] == ["rpf.io"]


def test_the_default_domain_stays(library: Library) -> None:
    assert refused(lambda: library.remove_domain("rpf.io")).code == "default"


def test_a_domain_with_links_or_deleted_ones_stays(library: Library) -> None:
    library.add_domain("rptl.io")
    link = make(library, "pico", domain="rptl.io")
    assert "slugs (1 " in str(refused(lambda: library.remove_domain("rptl.io")))
    library.delete(link.id, None)
    assert refused(lambda: library.remove_domain("rptl.io")).code == "used"
    library.free("rptl.io", "pico", None)
    library.remove_domain("rptl.io")
    assert library.get(link.id).domain == "rptl.io"


def test_a_domain_with_aliases_stays_and_they_are_named(library: Library) -> None:
    library.add_domain("rptl.io")
    library.add_domain("www.rptl.io", alias_of="rptl.io")
    assert "www.rptl.io" in str(refused(lambda: library.remove_domain("rptl.io")))


def test_a_domain_that_visitors_asked_for_in_vain_can_be_removed(library: Library, any_database: Database) -> None:
    asked = library.add_domain("rptl.io")
    row = {"domain_id": asked.id, "slug": "x", "outcome": "unknown", "count": 1, "first_at": 1, "last_at": 1}
    with any_database.write() as session:
        session.execute(insert(misses), [row])
    library.remove_domain("rptl.io")
    assert len(library.domains()) == 1


def test_a_domain_that_is_not_there_cannot_be_removed(library: Library) -> None:
    with pytest.raises(NotFound):
        library.remove_domain("nowhere.example")
