"""The catalogues: in step with the sources, whole, and with everything in its place."""

import re
from collections.abc import Sequence

import pytest
from babel.messages.catalog import Catalog, Message

from shortener.web.languages import ENGLISH, LANGUAGES, catalogue
from tests import words

OTHERS = sorted(LANGUAGES.keys() - {ENGLISH})
MARKUP = re.compile(r'<[^>]*>|["<&]')
PLACE = re.compile(r"%(?:\(\w+\))?[\d.]*[sdf%]|\{\w+\}")


@pytest.fixture(scope="module")
def sources() -> Catalog:
    return words.extracted()


def kept(language: str) -> list[Message]:
    return [message for message in words.read(words.path_of(language), language) if message.id]


def texts(of: object) -> Sequence[str]:
    return list(of) if isinstance(of, tuple | list) else [str(of)]


def places(text: str) -> list[str]:
    return sorted(PLACE.findall(text))


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_is_what_make_words_would_write(language: str, sources: Catalog) -> None:
    text = words.path_of(language).read_text("utf-8")
    made = words.text_of(words.in_step(language, sources), words.header_of(text))
    assert made == text, "run `make words` and translate what is new"


@pytest.mark.parametrize("language", OTHERS)
def test_what_servers_read_says_what_translators_wrote(language: str) -> None:
    said = catalogue(language)
    for message in kept(language):
        one, *many = texts(message.id)
        for number, text in enumerate(texts(message.string)):
            if text:
                assert (said.ungettext(one, many[0], 2 - number - 1) if many else said.ugettext(one)) == text


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english_or_doubtful(language: str) -> None:
    assert not [message.id for message in kept(language) if not words.is_done(message)]


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_places_of_what_they_translate(language: str) -> None:
    for message in kept(language):
        for number, text in enumerate(texts(message.string)):
            original = texts(message.id)[min(number, len(texts(message.id)) - 1)]
            assert not text or places(text) == places(original), text


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_markup_of_what_they_translate(language: str) -> None:
    """They are put into pages and their attributes as they are."""
    for message in kept(language):
        for number, text in enumerate(texts(message.string)):
            original = texts(message.id)[min(number, len(texts(message.id)) - 1)]
            assert sorted(MARKUP.findall(text)) == sorted(MARKUP.findall(original)), text
