"""What is taken from day rows, where they are read anyway, is what quarter-hours say too."""

import datetime as dt
import itertools
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from shortener.reports.answers import Question, answer
from shortener.reports.periods import Period, before, day_start, local_date
from shortener.reports.scope import SITE, Scope
from shortener.reports.series import classes, series
from shortener.stores import Database
from tests.reports.history import AUTUMN, DAY, SPRING, store_history

ZONE = "Europe/London"
SCOPES = (SITE, Scope(link_id=1), Scope(link_id=404))


def whole_days(first: int, count: int) -> Period:
    """Of London, from the day of a moment on."""
    day = local_date(first, ZONE)
    return Period(day_start(day, ZONE), day_start(day + dt.timedelta(days=count), ZONE), ZONE)


@pytest.fixture
def stored(database: Database, tmp_path: Path) -> Database:
    store_history(database, tmp_path / "journal", ZONE, seed=7)
    return database


def test_both_say_the_same(stored: Database) -> None:
    """Asked of one history, in each time of it, of the site, of a link and of none."""
    for first, scope in itertools.product((SPRING, SPRING + 3 * DAY, AUTUMN), SCOPES):
        period = whole_days(first - DAY, 7)
        with stored.read() as session:
            says_the_same(session, period, scope)


def says_the_same(session: Session, period: Period, scope: Scope) -> None:
    report = answer(session, Question(period=period, scope=scope, unit="day", dimensions=("country",)))
    assert report.series == series(session, period, "day", scope)
    assert report.by_class == classes(session, scope, period)
    assert report.before == classes(session, scope, before(period)).total()
    for unit in ("hour", "week"):
        asked = Question(period=period, scope=scope, unit=unit, dimensions=("country",))
        assert answer(session, asked).series == series(session, period, unit, scope)
    assert (report.clicks > 0) is (scope.link_id != 404)


def test_more_days_than_can_be_drawn_can_still_be_divided(stored: Database) -> None:
    period = whole_days(SPRING - 4000 * DAY, 4500)
    with stored.read() as session:
        report = answer(session, Question(period=period, dimensions=("country",)))
        assert report.clicks == classes(session, SITE, period).total() == 2000
    assert sum(one.clicks for one in report.breakdowns["country"]) == report.clicks
