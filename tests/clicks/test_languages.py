"""The language of a click is the one that the visitor prefers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.steps.language import MOST_TAGS, first_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de-DE"),
        ("en;q=0.8, de;q=0.9", "de"),
        ("en;q=0.5,de;q=0.5", "en"),
        ("EN-gb", "en-GB"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("pt_br", "pt-BR"),
        ("de-DE-1996", "de-DE"),
        ("de-1996", "de"),
        ("*, fr;q=0.5", "fr"),
        ("en;q=0, fr;q=0.1", "fr"),
        ("en;Q=0.1, fr;q=0.2", "fr"),
        ("en ; q = 0.1, fr;q=0.2", "fr"),
        ("en;q=high, fr;q=0.1", "fr"),
        ("en;q=nan, fr;q=0.1", "fr"),
        ("en;q=inf, fr;q=0.1", "fr"),
        ("en;q=7, fr;q=1", "fr"),
        ("en;q=-1, fr;q=0.1", "fr"),
    ],
)
def test_the_highest_weight_wins_and_among_equals_the_first(header: str, language: str) -> None:
    assert first_language(header) == language


@pytest.mark.parametrize("header", ["", "*", ",,,", "en;q=0", "x", "deutsch", "enUS", "1", "; q=1", "\0", "日本語"])
def test_nonsense_is_no_language(header: str) -> None:
    assert first_language(header) is None


def test_only_the_first_tags_are_looked_at() -> None:
    assert first_language("*," * MOST_TAGS + "de") is None


@given(st.text(max_size=256) | st.text(alphabet="enEN-;q=.019infa, ", max_size=60))
def test_nothing_that_a_visitor_sends_breaks_the_step_or_overflows_its_column(header: str) -> None:
    language = first_language(header)
    assert language is None or (2 <= len(language) <= 35 and language.isascii())
