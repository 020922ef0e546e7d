"""Every way in which the REST API says no, as one table: from what was raised to a status, always problem+json."""

from collections.abc import Mapping

from flask import Response

from shortener.accounts.errors import AccountRefused
from shortener.links.errors import Refused
from shortener.reports.export.mark import MarkError
from shortener.reports.export.order import BadShape
from shortener.reports.export.parquet import MissingExtra
from shortener.reports.periods import BadPeriod
from shortener.reports.raw import BadFilter, TooMuch
from shortener.reports.sheets import TooLong
from shortener.reports.sides import BadComparison
from shortener.sentences import Sentence
from shortener.web.errors import explain


class BadQuestion(Sentence):
    """A parameter that makes no sense; the message is one sentence."""


class Turned(Sentence):
    """The request is turned away before anything is done for it."""

    def __init__(self, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status, self.code, self.headers = status, code, dict(headers or {})


Kinds = tuple[type[Sentence], ...]

PLAIN: tuple[tuple[Kinds, int, str], ...] = (
    ((BadQuestion, BadPeriod, BadFilter, BadComparison, BadShape), 400, "bad-question"),
    ((TooMuch, TooLong), 422, "too-much"),
    ((MarkError, MissingExtra), 503, "not-now"),
)
# Well-formed, and against a rule that the form can't say, is 422; against how things are just now, 409.
BY_CODE = {"missing": 404, "stale": 412, **dict.fromkeys(("taken", "printed", "deleted", "live", "freed"), 409)}
RULE = 422
KNOWN: Kinds = (Turned, Refused, AccountRefused, *(kind for kinds, _, _ in PLAIN for kind in kinds))


def status_of(refused: Refused | AccountRefused) -> int:
    return BY_CODE.get(refused.code, RULE)


def told(error: Sentence) -> Response:
    """The answer to one of the errors in KNOWN."""
    if isinstance(error, Refused | AccountRefused):
        return explain(status_of(error), str(error), error.code, error.field)
    if isinstance(error, Turned):
        response = explain(error.status, str(error), error.code)
        response.headers.update(error.headers)
        return response
    status, code = next((status, code) for kinds, status, code in PLAIN if isinstance(error, kinds))
    return explain(status, str(error), code)
