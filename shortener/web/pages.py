"""The small pages that say what went otherwise than hoped, rendered without Flask: the hot path shows them too."""

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from shortener.sentences import Words
from shortener.web.assets import asset_url
from shortener.web.brand import Brand
from shortener.web.languages import ENGLISH, LANGUAGES, best_of, catalogue, lang, say, speak

TEMPLATES = Path(__file__).resolve().parent / "templates"


class Notice(Struct, frozen=True):
    """`title` is one short sentence; `lines` say what it means and what to do."""

    title: str
    lines: tuple[str, ...]


NOTICES = {
    "unknown": Notice(
        Words("There is no link here"),
        (
            Words("Nobody has made this short link, or it was typed a little differently."),
            Words("Please check the spelling: capital and small letters, hyphens, and the letter O or the number 0."),
            Words("If it is printed somewhere, please tell the people who printed it."),
        ),
    ),
    "off": Notice(
        Words("This link is switched off"),
        (
            Words("It exists, but the people who made it have switched it off for now."),
            Words("Please try again another day."),
        ),
    ),
    "early": Notice(
        Words("This link has not started yet"),
        (Words("It exists, but it is too early to follow it."), Words("Please come back a little later.")),
    ),
    "over": Notice(
        Words("This link has ended"),
        (Words("It worked until a date that has passed, and it leads nowhere any more."),),
    ),
    "deleted": Notice(
        Words("This link is gone"),
        (
            Words("The people who made it have removed it."),
            Words("If it is printed somewhere, please tell the people who printed it."),
        ),
    ),
    "host": Notice(
        Words("This address is not served here"),
        (
            Words("You have reached a link shortener under a name that it does not know."),
            Words("If you look after it, add the name with: shortener domain add NAME"),
        ),
    ),
    "away": Notice(
        Words("This link can’t be looked up right now"),
        (
            Words("Something behind the scenes is not answering."),
            Words("Please try again in a minute; the link is not lost."),
        ),
    ),
}


def render_pages(brand: Brand, language: str = ENGLISH) -> dict[str, bytes]:
    """The HTML document for each reason why there is no redirect."""
    return {outcome: render_notice(brand, notice, language).encode() for outcome, notice in NOTICES.items()}


class Pages:
    """The same for whoever asks, by what their browser accepts; all are made at the start."""

    def __init__(self, brand: Brand) -> None:
        self._by_language = {language: render_pages(brand, language) for language in LANGUAGES}

    def __call__(self, accepted: bytes) -> dict[str, bytes]:
        return self._by_language[best_of(accepted.decode("latin-1"))]


def render_notice(brand: Brand, notice: Notice, language: str = ENGLISH) -> str:
    """One notice as a complete HTML document."""
    title, *lines = (say(words, language) for words in (notice.title, *notice.lines))
    said = Notice(title, tuple(lines))
    return _environment(language).get_template("web/notice.html").render(brand=brand, notice=said)


@functools.cache
def _environment(language: str) -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    words = catalogue(language)
    speak(found, words.ugettext, words.ungettext)
    found.globals.update(asset=asset_url, lang=functools.partial(lang, language))
    return found
