"""Whatever is asked of whatever history: each answer is what counting the rows one by one gives, and sums agree."""

import datetime as dt
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import astuple

from shortener.clicks.breakdown import DIMENSIONS
from shortener.reports import raw
from shortener.reports.answers import Question, answer
from shortener.reports.basis import CLICKS, COUNTS, Basis
from shortener.reports.breakdown import Slice, breakdowns
from shortener.reports.followed import followed_links
from shortener.reports.heat import heat
from shortener.reports.ipv6 import Shares, ipv6_shares
from shortener.reports.live import live
from shortener.reports.periods import UNITS, Period, day_start, edges, local_date
from shortener.reports.raw import filters_of, look
from shortener.reports.scope import SITE, Scope
from shortener.reports.series import series
from shortener.reports.top import top_links
from shortener.reports.visitors import visitors_by_day
from shortener.stores import Database
from tests.reports.clicking import add_link
from tests.reports.history import AUTUMN, DAY, LINKS, SPRING, Row, store_history

ZONES = ("Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")
SCOPES = (SITE, Scope(link_id=1), Scope(link_id=6))
FILTERS = (
    {"country": "DE"},
    {"family": "6", "device": "phone"},
    {"channel": ""},
    {"class": "human", "referrer_host": ""},
)
Ask = Callable[..., Any]


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def rows(database: Database, tmp_path: Path, zone: str) -> list[Row]:
    for number in range(1, LINKS + 1):
        add_link(database, number, f"link-{number}")
    return store_history(database, tmp_path / "journal", zone, seed=ZONES.index(zone))


@pytest.fixture
def ask(database: Database) -> Ask:
    """A question in a session of its own."""

    def asked(question: Callable[..., Any], *words: Any, **more: Any) -> Any:
        with database.read() as session:
            return question(session, *words, **more)

    return asked


def whole_days(zone: str, seed: int) -> Period:
    """Some days of the zone in which there are clicks, a clock change among them or not."""
    fate = random.Random(seed)
    first = local_date(fate.choice((SPRING, AUTUMN)) + fate.randrange(2) * DAY, zone)
    return Period(day_start(first, zone), day_start(first + dt.timedelta(days=fate.randint(1, 4)), zone), zone)


def within(rows: list[Row], scope: Scope, since: int, until: int) -> list[Row]:
    return [row for row in rows if scope.link_id in {None, row["link_id"]} and since <= row["clicked_at"] < until]


def value_of(row: Row, dimension: str) -> str:
    if dimension == "country_family":
        return f"{row['country'] or ''}/{row['family'] or ''}"
    return "" if row[dimension] is None else str(row[dimension])


def counted(slices: list[Slice]) -> Counter[tuple[str, str]]:
    return Counter({(one.value, kind): clicks for one in slices for kind, clicks in one.by_class.items()})


def breakdowns_and_series_agree_with_each_other_and_with_the_rows(rows: list[Row], ask: Ask, zone: str) -> None:
    for scope, seed in product(SCOPES, range(4)):
        period = whole_days(zone, seed)
        found = within(rows, scope, period.since_ms, period.until_ms)
        divided = ask(breakdowns, scope, period, tuple(DIMENSIONS))
        for dimension in DIMENSIONS:
            wanted = Counter((value_of(row, dimension), row["class"]) for row in found)
            assert counted(divided[dimension]) == wanted, dimension
            assert sum(one.clicks for one in divided[dimension]) == len(found)
        for unit in ("quarter", "hour", "day"):
            assert sum(bucket.clicks for bucket in ask(series, period, unit, scope)) == len(found), unit


def whatever_is_asked_every_part_of_the_answer_adds_up(rows: list[Row], ask: Ask, zone: str) -> None:
    fate = random.Random(zone)
    for _ in range(25):
        shown_in = fate.choice((zone, *ZONES))
        since, scope = fate.choice((SPRING, AUTUMN)) + fate.randrange(4 * DAY), fate.choice(SCOPES)
        period = fate.choice((Period(since, since + fate.randint(1, 3 * DAY), shown_in), whole_days(shown_in, since)))
        unit, filters = fate.choice(UNITS), filters_of(fate.choice(({}, {}, *FILTERS)))
        asked = Question(period=period, scope=scope, unit=unit, dimensions=tuple(DIMENSIONS), filters=filters)
        report = ask(answer, asked)
        found = within(rows, scope, period.since_ms, period.until_ms)
        found = [row for row in found if all(value_of(row, name) == value for name, value in filters.values)]
        assert report.clicks == len(found), asked
        assert report.by_class == Counter(row["class"] for row in found), asked
        for name, slices in report.breakdowns.items():
            assert sum(one.clicks for one in slices) == len(found), name
            assert counted(slices) == Counter((value_of(row, name), row["class"]) for row in found), name
        for bucket in report.series:
            assert bucket.clicks == len(within(found, scope, bucket.start_ms, bucket.end_ms)), asked
        ends = [end for one in report.series for end in (one.start_ms, one.end_ms)]
        assert (ends[0], ends[-1], ends[1:-1:2]) == (period.since_ms, period.until_ms, ends[2::2])


def each_bucket_of_each_width_holds_its_clicks(rows: list[Row], ask: Ask, zone: str) -> None:
    for unit, shown_in in product(UNITS, (zone, "America/New_York")):
        span = 40 if unit in {"week", "month"} else 4
        period = Period(SPRING - DAY, SPRING + span * DAY, shown_in)
        starts = [period.since_ms, *edges(period, unit)[1:-1], period.until_ms]
        wanted = Counter(
            (bisect_right(starts, row["clicked_at"]) - 1, row["class"])
            for row in rows
            if starts[0] <= row["clicked_at"] < starts[-1]
        )
        buckets = ask(series, period, unit)
        assert Counter({(n, kind): c for n, b in enumerate(buckets) for kind, c in b.by_class.items()}) == wanted, unit
        assert wanted


def what_filters_let_through_is_what_the_rows_say(rows: list[Row], ask: Ask, zone: str) -> None:
    period = Period(AUTUMN + 3_600_001, AUTUMN + 3 * DAY - 77, zone)
    for filters, scope, few in product(FILTERS, SCOPES, (0, raw.FEW)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(raw, "FEW", few)  # of so many clicks the database leaves the counting to us
            looked = ask(look, scope, period, filters_of(filters), raw.DIMENSIONS)
        found = within(rows, scope, period.since_ms, period.until_ms)
        found = [row for row in found if all(value_of(row, name) == value for name, value in filters.items())]
        assert looked.clicks == len(found) == sum(number for _, _, number in looked.by_time)
        for dimension in raw.DIMENSIONS:
            wanted = Counter((value_of(row, dimension), row["class"]) for row in found)
            assert counted(looked.divided[dimension]) == wanted, dimension


def the_most_followed_links_are_those_with_the_most_rows(rows: list[Row], ask: Ask, zone: str) -> None:
    for seed in range(3):
        period = whole_days(zone, seed)
        found = within(rows, SITE, period.since_ms, period.until_ms)
        for humans in (False, True):
            wanted = Counter(row["link_id"] for row in found if not humans or row["class"] == "human")
            top = ask(top_links, period, 4, humans=humans)
            got = [one.humans if humans else one.clicks for one in top]
            assert got == sorted((wanted[number] for number in range(1, LINKS + 1)), reverse=True)[:4]
            assert all(wanted[one.link.id] == number for one, number in zip(top, got, strict=True))


def weekdays_and_hours_hold_all_clicks(rows: list[Row], ask: Ask, zone: str) -> None:
    period = whole_days(zone, 1)
    for scope in SCOPES:
        shown = ask(heat, scope, period)
        wanted = Counter[tuple[int, int]]()
        for row in within(rows, scope, period.since_ms, period.until_ms):
            at = dt.datetime.fromtimestamp(row["clicked_at"] / 1000, ZoneInfo(zone))
            wanted[at.weekday(), at.hour] += 1
        assert Counter({(day, hour): shown[day][hour] for day in range(7) for hour in range(24)}) == wanted
    people = ask(heat, SITE, period, "human")
    assert 0 < sum(map(sum, people)) < sum(map(sum, ask(heat, SITE, period)))


def the_most_followed_of_any_time_are_those_of_its_clicks(rows: list[Row], ask: Ask, zone: str) -> None:
    days = whole_days(zone, 3)
    for period, source in ((days, COUNTS), (Period(days.since_ms + 1, days.until_ms - 99_999, zone), CLICKS)):
        for scope, humans in product((SITE, Scope(domain="rpf.io")), (False, True)):
            basis, found = ask(followed_links, period, 1000, scope=scope, humans=humans)
            assert basis == Basis(period.since_ms, period.until_ms, zone, source)
            clicked = within(rows, SITE, period.since_ms, period.until_ms)
            every = Counter(row["link_id"] for row in clicked)
            people = Counter(row["link_id"] for row in clicked if row["class"] == "human")
            order = sorted(every, key=lambda link: (-(people if humans else every)[link], link))
            assert [(one.link.id, one.clicks, one.humans) for one in found] == [
                (link, every[link], people[link]) for link in order
            ]


def people_are_those_with_different_numbers_on_a_day(rows: list[Row], ask: Ask, zone: str) -> None:
    period = whole_days(zone, 2)
    for scope in SCOPES:
        wanted: dict[dt.date, set[int]] = {}
        for row in within(rows, scope, period.since_ms, period.until_ms):
            if row["class"] == "human" and row["visitor"] is not None:
                wanted.setdefault(local_date(row["clicked_at"], zone), set()).add(row["visitor"])
        found = ask(visitors_by_day, scope, period)
        assert {one.day: one.visitors for one in found} == {day: len(them) for day, them in wanted.items()}


def the_share_of_ipv6_is_that_of_people_whose_family_is_known(rows: list[Row], ask: Ask, zone: str) -> None:
    """By whole days of the organisation's zone from the counts, else from the clicks."""
    first, last = (day_start(local_date(at, zone), zone) for at in (SPRING, AUTUMN + 5 * DAY))
    other = next(one for one in ZONES if one != zone)
    for period, scope in product(
        (Period(first, last, zone), Period(first, last, other), Period(SPRING + 12_345, AUTUMN + DAY + 1, zone)), SCOPES
    ):
        shares = ask(ipv6_shares, scope, period)
        assert shares.basis.source == ("counts" if (first, last, zone) == astuple(period) else "clicks")
        _shares_are_those_of(shares, within(rows, scope, period.since_ms, period.until_ms), period.zone)


def _shares_are_those_of(shares: Shares, rows: list[Row], zone: str) -> None:
    found = [row for row in rows if row["class"] == "human"]
    known = [row for row in found if row["family"]]
    lands = [land.share for land in shares.countries]
    assert sum(one.clicks for one in shares.months) == sum(one.clicks for one in lands) == len(known)
    wanted = Counter(row["country"] or "" for row in known if row["family"] == 6)
    assert Counter({one.name: one.ipv6 for one in lands}) == wanted
    by_month = Counter((row["country"] or "", f"{local_date(row['clicked_at'], zone):%Y-%m}") for row in known)
    told = {(land.share.name, one.name): one.clicks for land in shares.countries for one in land.months}
    assert Counter(told) == by_month


def the_last_half_hour_is_shown_by_minute(rows: list[Row], ask: Ask, _zone: str) -> None:
    now = max(row["clicked_at"] for row in rows)
    shown = ask(live, SITE, now)
    found = within(rows, SITE, shown.until_ms - 30 * 60_000, shown.until_ms)
    wanted = Counter((row["clicked_at"] - shown.until_ms) // 60_000 + 30 for row in found)
    assert shown.minutes == [wanted[number] for number in range(30)]
    newest = sorted((row["clicked_at"] for row in found), reverse=True)
    assert [one.at_ms for one in shown.newest] == newest[:20]


FACTS = (
    the_most_followed_of_any_time_are_those_of_its_clicks,
    breakdowns_and_series_agree_with_each_other_and_with_the_rows,
    whatever_is_asked_every_part_of_the_answer_adds_up,
    each_bucket_of_each_width_holds_its_clicks,
    what_filters_let_through_is_what_the_rows_say,
    the_most_followed_links_are_those_with_the_most_rows,
    weekdays_and_hours_hold_all_clicks,
    people_are_those_with_different_numbers_on_a_day,
    the_share_of_ipv6_is_that_of_people_whose_family_is_known,
    the_last_half_hour_is_shown_by_minute,
)


def test_everything_adds_up(rows: list[Row], ask: Ask, zone: str, subtests: pytest.Subtests) -> None:
    """One history for all questions: it takes longer to make than they take."""
    for fact in FACTS:
        with subtests.test(fact.__name__):
            fact(rows, ask, zone)
