"""Each group of misses says which sites people came from: the most frequent by name, all of them in the sum."""

from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.breakdown import OTHER
from shortener.clicks.misshosts import MOST_HOSTS, merge, unpack_hosts
from shortener.clicks.tables import misses
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import make_collector, miss, rows_of, write

Hosts = st.dictionaries(st.sampled_from([f"{number}.example" for number in range(60)]), st.integers(1, 50))


def test_sites_are_counted_over_batches_and_domains(
    journal: Journal, journal_dir: Path, any_database: Database
) -> None:
    collector = make_collector(any_database, journal_dir)
    pages = ["https://a.example/1?x", "https://A.example:443/2", "https://b.example/", "nonsense", ""]
    for _ in range(2):
        write(journal, *[miss(referrer=page) for page in pages], miss(domain_id=2), miss(slug="x", referrer=""))
        collector.collect_once()
    found = {(row["domain_id"], row["slug"]): unpack_hosts(row["referrers"]) for row in rows_of(any_database, misses)}
    assert found == {
        (1, "nobody"): {"a.example": 4, "b.example": 2},
        (2, "nobody"): {"example.org": 2},
        (1, "x"): {},
    }


def test_who_asks_for_privacy_leaves_the_site_and_not_the_page(
    journal: Journal, journal_dir: Path, database: Database
) -> None:
    write(journal, miss(private=True, referrer="https://a.example/secret"))
    make_collector(database, journal_dir).collect_once()
    (row,) = rows_of(database, misses)
    assert (row["last_referrer"], unpack_hosts(row["referrers"])) == (None, {"a.example": 1})


def test_as_many_sites_as_somebody_makes_up_fit_into_a_row(
    journal: Journal, journal_dir: Path, any_database: Database
) -> None:
    label = "a" * 60
    write(journal, *[miss(referrer=f"https://{n}.{label}.{label}.{label}.example/{'x' * 900}") for n in range(100)])
    make_collector(any_database, journal_dir).collect_once()
    (row,) = rows_of(any_database, misses)
    hosts = unpack_hosts(row["referrers"])
    assert (len(hosts), hosts[OTHER], sum(hosts.values())) == (MOST_HOSTS + 1, 100 - MOST_HOSTS, 100)


def test_a_site_that_sends_many_finds_a_place_among_many_that_send_one() -> None:
    kept = {f"{number}.example": 1 for number in range(MOST_HOSTS)}
    once = merge(kept, {"late.example": 1})
    assert once["late.example"] == 1
    twice = merge(once, {"late.example": 1})
    assert (next(iter(twice)), twice["late.example"], twice[OTHER]) == ("late.example", 2, 1)


@given(kept=Hosts, more=st.lists(Hosts))
def test_no_visit_is_lost_from_the_sum_and_the_most_frequent_has_its_name(
    kept: dict[str, int], more: list[dict[str, int]]
) -> None:
    found, truth = merge({}, kept), Counter(kept)
    for batch in more:
        found = merge(found, batch)
        truth.update(batch)
    assert sum(found.values()) == truth.total()
    assert len(found.keys() - {OTHER}) <= MOST_HOSTS
    assert all(count <= truth[host] for host, count in found.items() if host != OTHER)
    if len(truth) <= MOST_HOSTS:
        assert found == truth
