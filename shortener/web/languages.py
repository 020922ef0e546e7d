"""The languages that pages speak, which of them somebody gets, and words said in one of them; knows no request."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel.core import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from shortener.sentences import Counted, Country, Listed, Moment, Number, Words

FOLDER = Path(__file__).resolve().parent.parent / "translations"
ENGLISH = "en"
# Each in its own words, as the one who looks for it would.
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
LONGEST_HEADER = 200
# What the patterns of Moments are in CLDR's terms, of which each language has its own order.
SKELETONS = {
    "%-d %b %Y": "yMMMd",
    "%-d %B %Y": "yMMMMd",
    "%a %-d %b %Y": "yMMMEd",
    "%b %Y": "yMMM",
    "%-d %b": "MMMd",
}


@functools.lru_cache(1024)
def best_of(accepted: str) -> str:
    """What an Accept-Language header asks for among our languages; English where that is none of them."""
    wanted = parse_accept_header(accepted[:LONGEST_HEADER], LanguageAccept)
    return wanted.best_match(LANGUAGES) or ENGLISH


def speak(environment: Any, gettext: Callable[..., str], ngettext: Callable[..., str]) -> None:
    """Gives templates these for `_`, `ngettext` and `{% trans %}`; the environment has Jinja's extension for them."""
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)


@functools.cache
def catalogue(language: str) -> NullTranslations:
    return NullTranslations() if language == ENGLISH else Translations.load(FOLDER, [language])


@functools.cache
def locale(language: str) -> Locale:
    return Locale.parse(language)


def say(words: str, language: str) -> str:
    """The same in that language; plain texts are said as they are."""
    match words:
        case Number():
            return say_number(words.number, language)
        case Listed():
            return say(words.between, language).join(say(part, language) for part in words.parts)
        case Country():
            return str(words) if language == ENGLISH else locale(language).territories.get(words.code, str(words))
        case Moment():
            return say_moment(words, language)
        case Counted():
            form = catalogue(language).ungettext(*words.forms, words.number)
        case Words():
            form = catalogue(language).ugettext(words.form)
        case _:
            return words
    values = {name: say(value, language) if isinstance(value, str) else value for name, value in words.values.items()}
    return form % values if values else form


def say_number(count: int, language: str) -> str:
    return f"{count:,}" if language == ENGLISH else format_decimal(count, locale=locale(language))


def say_moment(moment: Moment, language: str) -> str:
    skeleton = SKELETONS.get(moment.pattern) if language != ENGLISH else None
    return format_skeleton(skeleton, moment.at, locale=locale(language)) if skeleton else str(moment)


def lang(language: str) -> Markup:
    """What the `html` element says of a page: its language, and where it isn't the usual one its direction."""
    direction = Markup(' dir="rtl"') if locale(language).text_direction == "rtl" else ""
    return Markup(' lang="{}"{}').format(language, direction)
