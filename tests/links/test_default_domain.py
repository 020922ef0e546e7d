"""The host of the base URL is the default domain, and links survive when it changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shortener.links.library import Library
from shortener.links.records import changes_since, load_records, newest_change
from shortener.links.rules import Rules, rules_from
from shortener.settings import BadSetting, Settings
from shortener.stores import Database
from tests.links.asking import change, make, refused


def library_at(database: Database, host: str) -> Library:
    library = Library(database, Rules(site_host=host))
    library.ensure_default_domain()
    return library


def test_without_a_default_domain_the_refusal_says_what_to_do(any_database: Database) -> None:
    library = Library(any_database, Rules(site_host="rpf.io"))
    assert "no default domain" in str(refused(lambda: make(library)))
    assert library.find("", "x") is None


def test_it_is_made_once(any_database: Database) -> None:
    library = library_at(any_database, "rpf.io")
    number = newest_change(any_database)
    assert library.ensure_default_domain().host == "rpf.io"
    assert newest_change(any_database) == number
    assert len(library.domains()) == 1


def test_many_processes_at_once_make_one(any_database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        libraries = list(pool.map(library_at, [any_database] * 8, ["rpf.io"] * 8))
    assert [(d.host, d.is_default) for d in libraries[0].domains()] == [("rpf.io", True)]


@pytest.mark.parametrize("host", ["rpf.io", "::1"])
def test_a_newcomers_links_move_to_the_first_real_host(any_database: Database, host: str) -> None:
    before = library_at(any_database, "localhost")
    link = make(before, "pico")
    change(before, link, slug="pico-w")
    gone = make(before, "gone")
    before.delete(gone.id, None)
    after = library_at(any_database, host)
    assert [(d.host, d.is_default) for d in after.domains()] == [(host, True)]
    found = after.find(host, "pico")
    assert found == after.get(link.id)
    assert found is not None
    assert (found.domain, found.slug, found.aliases) == (host, "pico-w", ("pico",))
    assert after.find("", "gone", deleted=True) == after.get(gone.id)


def test_clicks_from_then_on_are_told_the_new_host(any_database: Database) -> None:
    link = make(library_at(any_database, "localhost"), "pico")
    number = newest_change(any_database)
    after = library_at(any_database, "rpf.io")
    newest, first = after.history(link.id)
    assert (newest.action, newest.domain, first.domain) == ("domain", "rpf.io", "localhost")
    assert newest.state["domain"] == "rpf.io"
    _, records = load_records(any_database, [(link.domain_id, "pico")])
    assert records[link.domain_id, "pico"].domain_id == link.domain_id
    assert changes_since(any_database, number) == (True, [(number + 1, 0, "")])


def test_a_real_default_domain_is_not_renamed_but_another_one_made(any_database: Database) -> None:
    link = make(library_at(any_database, "rpf.io"), "pico")
    after = library_at(any_database, "rptl.io")
    assert [(d.host, d.is_default) for d in after.domains()] == [("rptl.io", True), ("rpf.io", False)]
    assert after.find("rpf.io", "pico") == link
    assert after.find("", "pico") is None


def test_the_flag_moves_to_a_domain_that_is_there(any_database: Database) -> None:
    before = library_at(any_database, "localhost")
    before.add_domain("rpf.io")
    link = make(before, "pico")
    after = library_at(any_database, "rpf.io")
    assert [(d.host, d.is_default) for d in after.domains()] == [("rpf.io", True), ("localhost", False)]
    assert after.find("localhost", "pico") == link


def test_an_alias_in_the_base_url_means_its_domain(any_database: Database) -> None:
    before = library_at(any_database, "rpf.io")
    before.add_domain("rptl.io")
    before.add_domain("www.rptl.io", alias_of="rptl.io")
    assert library_at(any_database, "www.rptl.io").domains()[0].host == "rptl.io"


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://localhost:8000", "localhost", 8000),
        ("https://RPF.io/", "rpf.io", None),
        ("https://bücher.example", "xn--bcher-kva.example", None),
        ("http://[2001:DB8::1]:80", "2001:db8::1", 80),
    ],
)
def test_rules_take_the_canonical_host_of_the_base_url(url: str, host: str, port: int | None) -> None:
    rules = rules_from(Settings(base_url=url, slug_length=7, target_schemes=("https",), fetch_titles=False))
    assert rules == Rules(site_host=host, site_port=port, slug_length=7, target_schemes=("https",))


def test_a_base_url_without_a_possible_host_is_refused_at_start() -> None:
    with pytest.raises(BadSetting, match="SHORTENER_BASE_URL"):
        rules_from(Settings(base_url="http://a..b/"))
