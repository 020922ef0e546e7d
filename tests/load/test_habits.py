"""The day is made of the organisation's real links, by how often they are printed, with a long tail behind them."""

import csv
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from shortener.links import slug as rules
from tests.load import habits

MANY = 20_000


@pytest.fixture(autouse=True)
def same_dice() -> None:
    random.seed(7)


def test_every_link_may_be_made_as_it_stands() -> None:
    slugs = list(habits.targets())
    assert [rules.check(slug) for slug in slugs] == slugs
    assert len(slugs) == len(set(habits.SLUGS)) + habits.TAIL


def test_slugs_come_as_often_as_they_are_printed() -> None:
    asked = Counter(habits.a_printed_slug() for _ in range(MANY))
    seen = dict(zip(habits.SLUGS, habits.SEEN, strict=True))
    most = habits.most_printed(3)
    assert [seen[slug] for slug in most] == sorted(habits.SEEN)[:-4:-1]
    for slug in most:
        assert asked[slug] == pytest.approx(MANY * seen[slug] / sum(habits.SEEN), rel=0.1)


def test_one_in_ten_is_of_the_long_tail() -> None:
    asked = Counter(habits.a_slug() for _ in range(MANY))
    tail = sum(asked[slug] for slug in habits.TAIL_SLUGS)
    assert tail == pytest.approx(MANY / 10, rel=0.1)
    assert sum(1 for slug in habits.TAIL_SLUGS if asked[slug]) > 0.9 * habits.TAIL


def test_three_in_a_hundred_ask_for_what_never_was() -> None:
    assert sum(habits.is_unknown() for _ in range(MANY)) == pytest.approx(0.03 * MANY, rel=0.1)


def test_no_slug_is_what_an_unknown_one_looks_like() -> None:
    """Else a visitor would take its redirect for a wrong answer."""
    known = habits.targets()
    assert not [slug for slug in known if (found := re.fullmatch(r"(.+)-\d{1,6}", slug)) and found[1] in known]
    assert habits.an_unknown_slug() not in known


def test_people_and_bots_are_told_apart_by_their_headers() -> None:
    people, bots = habits.browser_headers(), habits.bot_headers()
    assert people["User-Agent"] in habits.BROWSERS
    assert set(people) == {"User-Agent", "Referer", "Accept-Language"}
    assert bots["User-Agent"] in habits.BOTS
    assert set(bots) == {"User-Agent"}


def test_the_links_are_a_file_for_the_import(tmp_path: Path) -> None:
    habits.write_links(tmp_path / "links.csv", habits.targets())
    with (tmp_path / "links.csv").open(encoding="utf-8") as file:
        assert {row["slug"]: row["target"] for row in csv.DictReader(file)} == habits.targets()
