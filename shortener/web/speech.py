"""The language of a request: what its person chose, else what the browser asks for; and templates that speak it."""

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel
from markupsafe import escape

from shortener.sentences import Words
from shortener.web import languages
from shortener.web.languages import ENGLISH, FOLDER, LANGUAGES
from shortener.web.recalled import recalled


def install(app: Flask) -> None:
    """`_`, `ngettext` and `{% trans %}` for templates, and Words that say themselves in them."""
    Babel(app, default_translation_directories=str(FOLDER), locale_selector=language)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    # Its own find the language anew for each of a page's hundreds of texts, which takes a fifth of the page's time.
    languages.speak(app.jinja_env, _gettext, _ngettext)
    app.jinja_env.globals.update(
        lang=lambda: languages.lang(language()),
        language=language,
        recalled=lambda text: recalled(text, language()),
    )
    app.after_request(_tell_caches)
    Words.on_pages = _on_pages


def language() -> str:
    """Its code, such as "de"; one a request."""
    if not has_request_context():
        return ENGLISH
    if "language" not in g:
        chosen = _chosen()
        g.language = chosen if chosen in LANGUAGES else languages.best_of(request.headers.get("Accept-Language", ""))
    return str(g.language)


def _chosen() -> str:
    """By the person, where the request has looked for one already: a page that says that the database is away can't."""
    signed_in = g.get("sign_in")
    return str(signed_in[1].language) if signed_in else ""


def say(words: str) -> str:
    """The same in the language of this request."""
    return languages.say(words, language())


def _gettext(one: str) -> str:
    return languages.catalogue(language()).ugettext(one)


def _ngettext(one: str, many: str, count: int) -> str:
    return languages.catalogue(language()).ungettext(one, many, count)


def _on_pages(words: Words) -> str:
    return escape(say(words))


def _tell_caches(response: Response) -> Response:
    """What was said in a language must not be kept for those who ask for another."""
    if "language" in g:
        response.vary.add("Accept-Language")
    return response
