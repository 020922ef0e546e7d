"""What people and programs read when something can't be done: one sentence, never a traceback."""

import logging
from http import HTTPStatus

import msgspec
from flask import Flask, Response, request
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from shortener.accounts.errors import AccountRefused
from shortener.links.errors import Refused
from shortener.sentences import Words
from shortener.stores import StoreError
from shortener.web.pages import Notice, render_notice
from shortener.web.services import services
from shortener.web.speech import language

log = logging.getLogger(__name__)

TITLES = {
    400: Words("Bad Request"),
    403: Words("Forbidden"),
    404: Words("Not Found"),
    405: Words("Method Not Allowed"),
    413: Words("Request Entity Too Large"),
    429: Words("Too Many Requests"),
    500: Words("Internal Server Error"),
    503: Words("Service Unavailable"),
}
SENTENCES = {
    400: Words("This request can’t be understood."),
    403: Words("You may not do this."),
    404: Words("There is nothing at this address."),
    405: Words("This address can’t be used in this way."),
    413: Words("What was sent is too large."),
    415: Words("What was sent is of a kind that can’t be read here."),
    421: Words("This address is not served here."),
    429: Words("That was too often. Please wait a little, and try again."),
    500: Words("Something went wrong here, and it has been written down. Please try again."),
    503: Words("The database does not answer. Please try again in a moment; nothing is lost."),
}
# For programs, where nothing more exact is known.
CODES = {
    400: "bad-request",
    403: "forbidden",
    404: "missing",
    405: "method",
    413: "too-large",
    415: "media-type",
    421: "host",
    429: "rate",
    500: "broken",
    503: "away",
}
REFUSALS = {"missing": 404, "taken": 409, "stale": 409}
KEPT_HEADERS = ("Allow", "Retry-After")
HTML, JSON, PLAIN, PROBLEM = "text/html", "application/json", "text/plain", "application/problem+json"
FOR_PROGRAMS = "/api/"


class Problem(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename={"kind": "type"}):
    """RFC 9457. `code` says why in one word, `field` which part of what was sent it is about, where it is about one."""

    title: str
    status: int
    detail: str
    kind: str = "about:blank"
    code: str | msgspec.UnsetType = msgspec.UNSET
    field: str | msgspec.UnsetType = msgspec.UNSET


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(AccountRefused, refused)
    for kind in (DatabaseError, InterfaceError, PoolTimeout, StoreError):
        app.register_error_handler(kind, _away)
    app.register_error_handler(Exception, _broken)


def explain(status: int, sentence: str = "", code: str = "", field: str = "") -> Response:
    """An error in the form that the asker reads: a page, problem+json, or plain text."""
    sentence = sentence or SENTENCES.get(status) or f"{HTTPStatus(status).phrase}."
    wanted = kind_wanted()
    if wanted == JSON:
        problem = problem_of(status, sentence, code, field)
        return Response(msgspec.json.encode(problem), status, mimetype=PROBLEM)
    if wanted == HTML:
        notice = Notice(TITLES.get(status, HTTPStatus(status).phrase), (sentence,))
        return Response(render_notice(services().brand, notice, language()), status)
    return Response(str(sentence) + "\n", status, mimetype=PLAIN)


def kind_wanted() -> str:
    """The kind of answer that whoever asks can read."""
    if request.path.startswith(FOR_PROGRAMS):
        return JSON
    return request.accept_mimetypes.best_match((PLAIN, HTML, JSON)) or PLAIN


def problem_of(status: int, sentence: str, code: str = "", field: str = "") -> Problem:
    """What a program is told; empty texts are left out."""
    given = {name: text for name, text in (("code", code or CODES.get(status, "")), ("field", field)) if text}
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=str(sentence), **given)


def answer(error: HTTPException) -> BaseResponse | HTTPException:
    """What is no error, such as a redirect, stays as it is."""
    if error.code is None or error.code < 400:
        return error
    return with_headers(explain(error.code, own_words(error)), error)


def own_words(error: HTTPException) -> str:
    """What was said where it was raised, which is more than its kind says."""
    return (error.description or "") if error.description != type(error).description else ""


def with_headers(response: Response, error: HTTPException) -> Response:
    """With those that say what would be right instead."""
    response.headers.extend([(name, value) for name, value in error.get_headers() if name in KEPT_HEADERS])
    return response


def refused(error: Refused | AccountRefused) -> Response:
    return explain(REFUSALS.get(error.code, 400), error.words, error.code)


def _away(error: Exception) -> Response:
    if isinstance(error, IntegrityError | ProgrammingError | DataError):
        return _broken(error)
    # The driver's words only: SQLAlchemy's own hold the values of the statement.
    log.error("%s %s: the database does not answer: %s", request.method, request.path, getattr(error, "orig", error))
    response = explain(503)
    response.headers["Retry-After"] = "5"
    return response


def _broken(error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return explain(500)
