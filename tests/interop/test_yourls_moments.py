"""Times of a YOURLS site are read as MySQL writes them, and nothing else is taken for one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.interop.yourls.moments import moment

NOON = 1_577_880_000_000  # 2020-01-01 12:00:00 UTC
ODD = (
    "",
    "0000-00-00 00:00:00",
    "2020-02-30 12:00:00",
    "2020-01-01",
    "2020-01-01 12:00",
    "2020-01-01T12:00:00",
    "2020-01-01 24:00:00",
    "2020-01-01 12:60:00",
    "2020-01-01 12:00:60",
    "2020-01-01 12:00:0",
    "2020-01-01 12:00:00Z",
    "2020-01-01 12:00:00.",
    "2020-01-01 12:00:00.1234567",
    "2020-01-01 12:00:00 ",
    " 2020-01-01 12:00:00",
    "20200101 12:00:00",
    "٢٠٢٠-01-01 12:00:00",
    "2020-01-01 ١٢:00:00",
)


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_a_time_is_one_of_utc_whatever_its_fraction(when: dt.datetime) -> None:
    wanted = int((when.replace(microsecond=0) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 1000
    assert moment(str(when.replace(tzinfo=None))) == wanted


@pytest.mark.parametrize("text", ODD)
def test_what_is_no_time_has_none(text: str) -> None:
    assert moment("2020-01-01 12:00:00") == NOON
    assert moment(text) is None
