"""An earlier period beside the one that was asked for, and several links or tags beside each other."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from shortener.links.tables import Tag, link_tags
from shortener.reports.answers import Against, Question, Report, answer
from shortener.reports.periods import DAY_MS, Period, Unit, before, one_whole, year_before
from shortener.reports.raw import filters_of
from shortener.reports.scope import Scope
from shortener.reports.sides import MOST_SIDES, BadComparison, Side, side_by_side, side_of_tag
from shortener.reports.tables import clicks_table, sides_table
from shortener.reports.told import told, told_sides
from shortener.stores import Database
from tests.reports.clicking import add_clicks, add_link, add_quarters
from tests.reports.test_periods import ZONES, ms

LONDON = "Europe/London"
OCTOBER = Period(ms("2026-10-01T00:00+01:00"), ms("2026-11-01T00:00Z"), LONDON)
LAST_OCTOBER = Period(ms("2025-10-01T00:00+01:00"), ms("2025-11-01T00:00Z"), LONDON)
ONE, TWO = Side("link", "rpf.io/one", Scope(link_id=1)), Side("link", "rpf.io/two", Scope(link_id=2))


@pytest.mark.parametrize(
    ("since", "until", "earlier", "end"),
    [
        ("2026-10-01T00:00+01:00", "2026-11-01T00:00Z", "2025-10-01T00:00+01:00", "2025-11-01T00:00Z"),
        ("2024-02-01T00:00Z", "2024-03-01T00:00Z", "2023-02-01T00:00Z", "2023-03-01T00:00Z"),
        ("2024-02-29T00:00Z", "2024-03-01T00:00Z", "2023-02-28T00:00Z", "2023-03-01T00:00Z"),
        ("2024-02-28T00:00Z", "2024-02-29T00:00Z", "2023-02-28T00:00Z", "2023-03-01T00:00Z"),
        ("2026-06-01T10:30+01:00", "2026-06-01T11:00+01:00", "2025-06-01T10:30+01:00", "2025-06-01T11:00+01:00"),
    ],
)
def test_a_year_before_has_the_same_dates(since: str, until: str, earlier: str, end: str) -> None:
    assert year_before(Period(ms(since), ms(until), LONDON)) == Period(ms(earlier), ms(end), LONDON)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.sampled_from(ZONES))
def test_there_is_a_year_before_every_day_and_month(day: dt.date, zone: str) -> None:
    units: tuple[Unit, ...] = ("day", "month")
    for unit in units:
        period = one_whole(unit, day, zone)
        assert 360 * DAY_MS < period.since_ms - year_before(period).since_ms < 370 * DAY_MS


@pytest.fixture
def counted(database: Database) -> Database:
    """Clicks of two links in October, in September, and in October of the year before; the links share a tag."""
    for number, slug in ((1, "one"), (2, "two")):
        add_link(database, number, slug)
    moments = [OCTOBER.since_ms, OCTOBER.until_ms - 1, OCTOBER.since_ms - 1, LAST_OCTOBER.since_ms]
    clicks = [(1 + n % 2, at, "human" if n % 3 else "bot") for at in moments for n in range(1 + moments.index(at))]
    add_quarters(database, clicks)
    add_clicks(database, [{"link_id": link, "clicked_at": at, "class": kind} for link, at, kind in clicks])
    with database.write() as session:
        session.add_all([Tag(id=1, name="both", created_at=0), Tag(id=2, name="second", created_at=0)])
        session.flush()
        session.execute(insert(link_tags), [{"link_id": link, "tag_id": tag} for link, tag in ((1, 1), (2, 1), (2, 2))])
    return database


def ask(database: Database, **words: Any) -> Report:
    with database.read() as session:
        return answer(session, Question(**{"period": OCTOBER, "unit": "month", **words}))


@pytest.mark.parametrize(("against", "earlier"), [("before", before(OCTOBER)), ("year", LAST_OCTOBER)])
@pytest.mark.parametrize("where", [{}, {"class": "human"}], ids=["counts", "clicks"])
def test_beside_it_stands_the_whole_answer_for_the_earlier_period(
    counted: Database, against: Against, earlier: Period, where: dict[str, str]
) -> None:
    words: dict[str, Any] = {"filters": filters_of(where), "dimensions": ("class",) if where else ()}
    both = ask(counted, against=against, **words)
    assert both.compared == ask(counted, period=earlier, **words)
    assert both.compared is not None
    assert both.compared.clicks > 0
    alone = ask(counted, **words)
    assert alone.compared is None
    assert alone.clicks == both.clicks > 0
    assert alone.series == both.series


def test_each_side_is_what_it_is_alone(counted: Database) -> None:
    sides = [ONE, TWO, side_of_tag("both"), side_of_tag("second"), side_of_tag("nobody")]
    with counted.read() as session:
        found = side_by_side(session, Question(period=OCTOBER, unit="day", against="year"), sides)
    assert [side for side, _ in found] == sides
    for side, report in found:
        assert report == ask(counted, unit="day", against="year", scope=side.scope)
    clicks = {side.name: report.clicks for side, report in found}
    assert clicks["both"] == clicks["rpf.io/one"] + clicks["rpf.io/two"] == 3
    assert (clicks["second"], clicks["nobody"]) == (clicks["rpf.io/two"], 0)


def test_a_side_counts_once_and_there_are_two_to_twelve(counted: Database) -> None:
    question = Question(period=OCTOBER)
    with counted.read() as session:
        assert [side for side, _ in side_by_side(session, question, [ONE, TWO, ONE])] == [ONE, TWO]
        for sides in ([], [ONE], [ONE, ONE], [side_of_tag(str(n)) for n in range(MOST_SIDES + 1)]):
            with pytest.raises(BadComparison, match="2 to 12 different"):
                side_by_side(session, question, sides)


def test_as_rows_each_says_of_which_side_and_period_it_is(counted: Database) -> None:
    report = told(ask(counted, unit="day", against="before"))
    table = clicks_table(report)
    assert table.columns == ("period", "table", "value", "class", "count")
    for period, clicks in (("asked", report["clicks"]), ("compared", report["compared"]["clicks"])):
        for name in ("total", "series"):
            assert sum(row[4] for row in table.rows if row[:2] == (period, name)) == clicks
    with counted.read() as session:
        found = told_sides(side_by_side(session, Question(period=OCTOBER, against="before"), [ONE, TWO]))
    sides = sides_table(found)
    assert sides.columns == ("kind", "name", "period", "table", "value", "class", "count")
    assert {row[:3] for row in sides.rows} == {
        ("link", f"rpf.io/{slug}", period) for slug in ("one", "two") for period in ("asked", "compared")
    }
    assert clicks_table(told(ask(counted))).columns == ("table", "value", "class", "count")
