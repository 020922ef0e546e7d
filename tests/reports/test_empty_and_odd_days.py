"""Where nobody clicked, every report still has its shape; on days of 23, 24 and 25 hours each click has its hour."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert

from shortener.clicks import sketch
from shortener.clicks.tables import day_links, link_days, link_visitors, site_days, site_visitors
from shortener.links.tables import Tag, link_tags
from shortener.reports.answers import Question, answer
from shortener.reports.heat import heat
from shortener.reports.ipv6 import ipv6_shares
from shortener.reports.live import live
from shortener.reports.periods import Period, day_start
from shortener.reports.scope import SITE, Scope
from shortener.reports.sides import Side, side_by_side
from shortener.reports.tables import (
    clicks_table,
    hours_table,
    links_table,
    live_table,
    shares_table,
    sides_table,
    tags_table,
)
from shortener.reports.tags import MOST_TAGS, tag_names
from shortener.reports.told import iso, told, told_link, told_live, told_shares, told_sides, told_tag
from shortener.reports.top import MOST, top_links, top_tags
from shortener.reports.visitors import visitors_by_day
from shortener.stores import Database
from tests.divided import packed
from tests.reports.clicking import add_link, add_quarters
from tests.reports.test_periods import ms

LONDON, LORD_HOWE = "Europe/London", "Australia/Lord_Howe"
HOUR = 3_600_000
SCOPES = (SITE, Scope(link_id=404), Scope(tag="never used"), Scope(domain="nobody.example"))


def days_of(zone: str, first: str, count: int = 1) -> Period:
    day = dt.date.fromisoformat(first)
    return Period(day_start(day, zone), day_start(day + dt.timedelta(days=count), zone), zone)


@pytest.mark.parametrize("scope", SCOPES, ids=["site", "link", "tag", "domain"])
def test_of_nothing_each_report_is_empty_and_whole(database: Database, scope: Scope) -> None:
    period = days_of(LONDON, "2026-10-24", 3)
    question = Question(period=period, scope=scope, unit="day", dimensions=("country", "class"), against="before")
    with database.read() as session:
        report = told(answer(session, question))
        hours, shares = heat(session, scope, period), told_shares(ipv6_shares(session, scope, period))
        newest = told_live(live(session, scope, period.until_ms), LONDON)
        assert visitors_by_day(session, scope, period) == []
    assert (report["clicks"], report["by_class"], report["visitors"]) == (0, {}, [])
    assert [bucket["clicks"] for bucket in report["series"]] == [0, 0, 0]
    assert report["breakdowns"] == {"country": [], "class": []}
    assert report["compared"]["clicks"] == 0
    assert clicks_table(report).rows == []
    assert hours == [[0] * 24] * 7
    assert {row[2] for row in hours_table(hours).rows} == {0}
    assert (shares["months"], shares["countries"]) == ([], [])
    assert shares_table(shares).rows == live_table(newest).rows == []
    assert newest["minutes"] == [0] * 30


def test_of_nothing_there_are_no_leaders_and_no_tags(database: Database) -> None:
    period = days_of(LONDON, "2026-10-24", 3)
    with database.read() as session:
        links, tags = top_links(session, period, 20), top_tags(session, period, 20)
        sides = side_by_side(session, Question(period=period), [Side("tag", n, Scope(tag=n)) for n in ("a", "b")])
        assert tag_names(session) == []
    assert links_table(map(told_link, links)).rows == tags_table(map(told_tag, tags)).rows == []
    assert [side["clicks"] for side in told_sides(sides)["sides"]] == [0, 0]
    assert sides_table(told_sides(sides)).rows == []


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (LONDON, "2026-03-29", 23.0),
        (LONDON, "2026-10-24", 24.0),
        (LONDON, "2026-10-25", 25.0),
        (LORD_HOWE, "2026-04-05", 24.5),
        (LORD_HOWE, "2026-10-04", 23.5),
    ],
)
def test_a_click_each_quarter_of_an_odd_day_has_its_hour_and_none_is_lost(
    database: Database, zone: str, day: str, hours: float
) -> None:
    period = days_of(zone, day)
    moments = range(period.since_ms, period.until_ms, HOUR // 4)
    assert len(moments) == hours * 4
    outside = (period.since_ms - 1, period.until_ms)
    add_quarters(database, [(1, at, "human") for at in (*moments, *outside)])
    with database.read() as session:
        found = heat(session, SITE, period)
        of_link = heat(session, Scope(link_id=1), period)
        assert heat(session, SITE, period, "bot") == [[0] * 24] * 7
    weekday = dt.date.fromisoformat(day).weekday()
    assert found == of_link
    assert sum(found[weekday]) == sum(map(sum, found)) == hours * 4
    odd = {hour: n for hour, n in enumerate(found[weekday]) if n != 4}
    missing = {23.0: {1: 0}, 24.0: {}, 25.0: {1: 8}, 24.5: {1: 6}, 23.5: {2: 2}}[hours]
    assert odd == missing


def add_day(database: Database, day: str, divided: dict[str, dict[str, int]], link_id: int | None = None) -> None:
    number, data = dt.date.fromisoformat(day).toordinal(), packed({"country_family": divided})
    row: dict[str, Any] = {"day": number, "data": data}
    with database.write() as session:
        if link_id is None:
            session.execute(insert(site_days).values(row))
        else:
            session.execute(insert(link_days).values(row | {"link_id": link_id}))


def test_shares_are_of_people_whose_family_is_known_by_country_and_month(database: Database) -> None:
    add_day(database, "2026-10-31", {"GB/6": {"human": 3, "bot": 50}, "GB/4": {"human": 1}, "/6": {"human": 2}})
    add_day(database, "2026-11-01", {"DE/": {"human": 9}, "FR/4": {"bot": 7}, "DE/4": {"human": 4}})
    add_day(database, "2026-11-02", {"GB/6": {"human": 1000}})
    with database.read() as session:
        shares = ipv6_shares(session, SITE, days_of(LONDON, "2026-10-31", 2))
    assert [(one.name, one.clicks, one.ipv6) for one in shares.months] == [("2026-10", 6, 5), ("2026-11", 4, 0)]
    lands = [(land.share.name, land.share.clicks, land.share.ipv6, len(land.months)) for land in shares.countries]
    assert lands == [("DE", 4, 0, 1), ("GB", 4, 3, 1), ("", 2, 2, 1)]
    table = shares_table(told_shares(shares))
    for name in ("months", "countries", "both"):
        assert sum(row[3] for row in table.rows if row[0] == name) == 10
        assert sum(row[4] for row in table.rows if row[0] == name) == 5


def test_shares_of_a_link_and_of_a_tag_are_those_of_its_links(database: Database) -> None:
    add_tagged(database, {"school": (1, 2), "fair": (2,)})
    for link_id, people in ((1, 3), (2, 5), (3, 70)):
        add_day(database, "2026-10-31", {"GB/6": {"human": people}}, link_id)
    period = days_of(LONDON, "2026-10-31")
    with database.read() as session:
        shares = [ipv6_shares(session, scope, period) for scope in (Scope(link_id=1), Scope(tag="school"), SITE)]
    assert [[one.clicks for one in found.months] for found in shares] == [[3], [8], []]


def add_tagged(database: Database, tags: dict[str, tuple[int, ...]]) -> None:
    for link_id in (1, 2, 3):
        add_link(database, link_id, f"link-{link_id}")
    with database.write() as session:
        for number, (name, links) in enumerate(tags.items(), 1):
            session.add(Tag(id=number, name=name, created_at=0))
            session.flush()
            session.execute(insert(link_tags), [{"link_id": link_id, "tag_id": number} for link_id in links])


def test_tags_come_in_the_order_of_clicks_or_of_people_and_a_link_counts_for_each_of_its_tags(
    database: Database,
) -> None:
    add_tagged(database, {"school": (1, 2), "fair": (2,), "zoo": (3,), "b": (3,)})
    day = dt.date(2026, 10, 31).toordinal()
    counted = [(1, 10, 1), (2, 5, 4), (3, 5, 5)]
    with database.write() as session:
        rows = [{"link_id": link, "day": day, "clicks": n, "humans": people} for link, n, people in counted]
        session.execute(insert(day_links), rows)
    period = days_of(LONDON, "2026-10-31")
    with database.read() as session:
        by_clicks, by_people = (top_tags(session, period, 3, humans=humans) for humans in (False, True))
        assert top_tags(session, days_of(LONDON, "2026-10-30"), 3) == []
    assert [(one.tag, one.links, one.clicks, one.humans) for one in by_clicks] == [
        ("school", 2, 15, 5),
        ("b", 1, 5, 5),
        ("fair", 1, 5, 4),
    ]
    assert [one.tag for one in by_people] == ["b", "school", "zoo"]


def test_more_tags_than_are_shown_are_cut_and_a_limit_beyond_bounds_is_the_bound(database: Database) -> None:
    add_link(database)
    with database.write() as session:
        session.execute(
            insert(Tag), [{"id": n, "name": f"tag-{n:04}", "created_at": 0} for n in range(1, MOST_TAGS + 3)]
        )
        session.execute(insert(link_tags), [{"link_id": 1, "tag_id": n} for n in range(2, MOST_TAGS + 3)])
        day = dt.date(2026, 10, 31).toordinal()
        session.execute(insert(day_links).values(link_id=1, day=day, clicks=1, humans=1))
    with database.read() as session:
        names = tag_names(session)
        assert len(top_tags(session, days_of(LONDON, "2026-10-31"), MOST + 1)) == min(MOST, MOST_TAGS + 1)
    assert (len(names), names[0], names[-1]) == (MOST_TAGS, "tag-0002", f"tag-{MOST_TAGS + 1:04}")


def test_who_follows_two_links_of_a_tag_is_one_visitor_of_it(database: Database) -> None:
    add_tagged(database, {"school": (1, 2)})
    day = dt.date(2026, 10, 25).toordinal()
    people = {1: {1, 2, 3}, 2: {3, 4}, 3: {9}}
    with database.write() as session:
        for link_id, numbers in people.items():
            data = sketch.add(b"", numbers)
            row = {"day": day, "visitors": len(numbers), "sketch": data}
            session.execute(insert(link_visitors).values(row | {"link_id": link_id}))
            session.execute(insert(link_days).values(day=day, link_id=link_id, data=packed({})))
        session.execute(insert(site_visitors).values(day=day, visitors=5, sketch=sketch.add(b"", {1, 2, 3, 4, 9})))
    period = days_of(LONDON, "2026-10-24", 3)
    with database.read() as session:
        scopes = (Scope(tag="school"), Scope(link_id=2), SITE, Scope(tag="other"))
        found = [[one.visitors for one in visitors_by_day(session, scope, period)] for scope in scopes]
    assert found == [[4], [2], [5], []]


@pytest.mark.parametrize(
    ("at", "zone", "text"),
    [
        ("2026-10-25T00:30Z", LONDON, "2026-10-25T01:30:00+01:00"),
        ("2026-10-25T01:30Z", LONDON, "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T01:30Z", "Asia/Kathmandu", "2026-10-25T07:15:00+05:45"),
    ],
)
def test_the_hour_that_comes_twice_is_told_with_its_offset(at: str, zone: str, text: str) -> None:
    assert iso(ms(at), zone) == text
    assert iso(ms(at) + 7, zone) == text[:19] + ".007" + text[19:]
