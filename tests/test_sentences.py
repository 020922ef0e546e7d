"""Words: English to whoever takes them for a string, and whole enough to be said in another language."""

import copy
import datetime as dt

import msgspec
import pytest

from shortener.sentences import Counted, Country, Listed, Moment, Number, Sentence, Words
from shortener.web.languages import best_of, say

AT = dt.datetime(2026, 5, 3, 9, 30, tzinfo=dt.UTC)
NOBODY = Words("There is nobody named %(name)s.", name="<Ada>")


def test_words_are_their_english() -> None:
    assert NOBODY == "There is nobody named <Ada>."
    assert f"{NOBODY} Really." == "There is nobody named <Ada>. Really."
    assert msgspec.json.encode(str(NOBODY)) == b'"There is nobody named <Ada>."'
    assert Words("100 %") == "100 %"
    assert Words("%(part)s %%", part=100) == "100 %"


def test_words_are_said_in_german_with_what_stood_in_them() -> None:
    assert say(NOBODY, "de") == "Es gibt niemanden namens <Ada>."
    assert say(NOBODY, "en") == NOBODY
    assert say("There is nobody named %(name)s.", "de") == "There is nobody named %(name)s.", "a text of somebody's"


def test_one_and_many_are_told_apart_and_thousands_are_set_apart_as_each_language_does() -> None:
    assert Counted("%(num)s click", "%(num)s clicks", 1) == "1 click"
    many = Counted("%(num)s click", "%(num)s clicks", 12_345)
    assert (many, say(many, "de")) == ("12,345 clicks", "12.345 Klicks")
    assert say(Number(1_000_000), "de") == "1.000.000"


def test_words_may_stand_in_words() -> None:
    both = Words("%(day)s, %(time)s %(zone)s", day=Moment(AT, "%-d %b %Y"), time="09:30", zone="UTC")
    assert (both, say(both, "de")) == ("3 May 2026, 09:30 UTC", "3. Mai 2026, 09:30 UTC")
    assert say(Country("DE", "Germany"), "de") == "Deutschland"
    listed = Listed([Words("Enabled"), Words("Renamed")])
    assert (listed, say(listed, "de")) == ("Enabled, Renamed", "Eingeschaltet, Umbenannt")


@pytest.mark.parametrize(
    ("pattern", "german"),
    [
        ("%-d %b %Y", "3. Mai 2026"),
        ("%-d %B %Y", "3. Mai 2026"),
        ("%a %-d %b %Y", "So., 3. Mai 2026"),
        ("%b %Y", "Mai 2026"),
        ("%-d %b", "3. Mai"),
    ],
)
def test_days_are_written_as_each_language_does(pattern: str, german: str) -> None:
    assert say(Moment(AT, pattern), "de") == german


def test_an_error_has_words_for_a_page_and_english_for_everybody_else() -> None:
    error = Sentence(NOBODY)
    assert type(str(error)) is str
    assert say(error.words, "de") == "Es gibt niemanden namens <Ada>."
    assert Sentence(OSError("gone")).words == "gone"


def test_copies_are_whole() -> None:
    assert say(copy.deepcopy(NOBODY), "de") == say(NOBODY, "de")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("de-CH, fr;q=0.9", "de"),
        ("fr, en;q=0.5", "en"),
        ("tlh", "en"),
        ("", "en"),
        ("*", "en"),
        ("\0;q", "en"),
    ],
)
def test_a_browser_gets_the_first_of_its_languages_that_there_is(accepted: str, language: str) -> None:
    assert best_of(accepted) == language
