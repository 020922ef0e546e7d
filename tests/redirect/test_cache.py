"""Memory is bounded, and never older than a change it has heard of."""

from typing import Any

import pytest

from shortener.redirect import cache as module
from shortener.redirect.cache import ABSENT, Cache, choose, wanted
from shortener.redirect.record import Record


def a_record(slug: str, link_id: int = 1, **changes: Any) -> Record:
    return Record(link_id, 1, 1, slug, "https://example.org/" + slug, **changes)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def filled(cache: Cache, key: str, *records: Record, number: int = 0) -> None:
    cache.put(number, wanted((1, key)), {(1, record.slug): record for record in records})


def test_what_was_put_is_found_and_what_was_not_is_absent() -> None:
    cache = Cache(10)
    filled(cache, "a", a_record("a"))
    assert cache.find((1, "a")) == a_record("a")
    assert cache.find((1, "b")) is ABSENT
    assert cache.find((2, "a")) is ABSENT


def test_an_unknown_slug_is_remembered_for_seconds() -> None:
    clock = Clock()
    cache = Cache(10, clock)
    filled(cache, "nope")
    assert cache.find((1, "nope")) is None
    clock.now = 5.1
    assert cache.find((1, "nope")) is ABSENT


def test_the_least_recently_used_link_goes_first() -> None:
    cache = Cache(2)
    for slug in ("a", "b"):
        filled(cache, slug, a_record(slug))
    cache.find((1, "a"))
    filled(cache, "c", a_record("c"))
    assert cache.find((1, "b")) is ABSENT
    assert cache.find((1, "a")) == a_record("a")


def test_guesses_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_UNKNOWN", 50)
    cache = Cache(10)
    filled(cache, "a", a_record("a"))
    for guess in range(500):
        filled(cache, f"guess-{guess}")
    assert len(cache) == 51
    assert cache.find((1, "a")) == a_record("a")


def test_a_change_drops_the_link_and_the_unknown() -> None:
    cache = Cache(10)
    filled(cache, "a", a_record("a"))
    filled(cache, "b")
    cache.apply([(1, 1, "a"), (2, 1, "b")])
    assert cache.find((1, "a")) is ABSENT
    assert cache.find((1, "b")) is ABSENT


def test_a_record_loaded_before_a_known_change_is_not_put_back() -> None:
    cache = Cache(10)
    cache.apply([(5, 1, "a")])
    filled(cache, "a", a_record("a"), number=4)
    assert cache.find((1, "a")) is ABSENT
    filled(cache, "a", a_record("a"), number=5)
    assert cache.find((1, "a")) == a_record("a")


def test_a_change_of_another_link_does_not_keep_one_out() -> None:
    cache = Cache(10)
    cache.apply([(5, 1, "b")])
    filled(cache, "a", a_record("a"), number=4)
    assert cache.find((1, "a")) == a_record("a")


def test_after_changes_were_missed_nothing_old_comes_back() -> None:
    cache = Cache(10)
    filled(cache, "a", a_record("a"))
    cache.reset(9)
    assert cache.find((1, "a")) is ABSENT
    filled(cache, "a", a_record("a"), number=8)
    assert cache.find((1, "a")) is ABSENT


def test_a_change_of_domains_drops_everything() -> None:
    cache = Cache(10)
    filled(cache, "a", a_record("a"))
    cache.apply([(1, 0, "")])
    assert len(cache) == 0


def test_forgotten_changes_still_keep_old_records_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_RECENT", 3)
    cache = Cache(10)
    cache.apply([(n, 1, f"slug-{n}") for n in range(1, 6)])
    filled(cache, "slug-1", a_record("slug-1"), number=0)
    assert cache.find((1, "slug-1")) is ABSENT
    filled(cache, "slug-1", a_record("slug-1"), number=2)
    assert cache.find((1, "slug-1")) == a_record("slug-1")


def test_a_printed_form_leads_to_the_only_link_it_can_mean() -> None:
    cache = Cache(10)
    filled(cache, "translate.", a_record("translate"))
    assert cache.find((1, "translate.")) == a_record("translate")


def test_a_printed_form_that_could_mean_two_links_leads_to_none() -> None:
    cache = Cache(10)
    both = {(1, "a"): a_record("a", 1), (1, "a."): a_record("a.", 2)}
    cache.put(0, wanted((1, "a.,")), both)
    assert cache.find((1, "a.,")) is None
    assert choose(wanted((1, "a.,")), both.get) is None


def test_two_slugs_of_one_link_are_not_two_links() -> None:
    cache = Cache(10)
    both = {(1, "a"): a_record("a"), (1, "a."): a_record("a.")}
    cache.put(0, wanted((1, "a.,")), both)
    found = cache.find((1, "a.,"))
    assert isinstance(found, Record)
    assert found.link_id == 1
    assert choose(wanted((1, "a.,")), both.get) is not None


def test_an_exact_match_beats_every_repair() -> None:
    cache = Cache(10)
    both = {(1, "a"): a_record("a", 1), (1, "a."): a_record("a.", 2)}
    cache.put(0, wanted((1, "a.")), both)
    assert cache.find((1, "a.")) == both[1, "a."]
    assert choose(wanted((1, "a.")), both.get) == both[1, "a."]


def test_a_repair_is_absent_until_all_it_may_mean_is_known() -> None:
    cache = Cache(10)
    cache.put(0, [(1, "a.")], {})
    assert cache.find((1, "a.")) is ABSENT


def test_late_is_better_than_never_when_nobody_can_be_asked() -> None:
    clock = Clock()
    cache = Cache(10, clock)
    filled(cache, "nope.")
    filled(cache, "a.", a_record("a"))
    clock.now = 60.0
    assert cache.find((1, "a.")) is ABSENT
    assert cache.find((1, "a."), late=True) == a_record("a")
    assert cache.find((1, "nope."), late=True) is None
    assert cache.find((1, "never-asked"), late=True) is ABSENT


def test_a_database_put_back_to_yesterday_is_believed_again() -> None:
    cache = Cache(10)
    cache.apply([(500, 1, "a")])
    cache.reset(300)
    filled(cache, "a", a_record("a"), number=300)
    assert cache.find((1, "a")) == a_record("a")
