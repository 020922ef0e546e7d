"""/yourls-api.php as programs written for YOURLS 1.10.4 expect it: one URL, an action, an answer in their format."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response

from shortener.accounts.tables import Person
from shortener.api.answer import Answer
from shortener.api.auth import authenticate
from shortener.api.formats import is_callback, refuse_callback, write
from shortener.api.lookup import expand, url_stats
from shortener.api.params import read_params
from shortener.api.shorten import shorten
from shortener.api.stats import db_stats, stats
from shortener.web.marks import cookieless

VERSION, DATABASE_VERSION = "1.10.4", "507"
UNKNOWN_ACTION = 'Unknown or missing "action" parameter'

blueprint = Blueprint("api", __name__)


@blueprint.route("/yourls-api.php", methods=["GET", "POST"])
@cookieless
def yourls_api() -> Response:
    params = read_params()
    form = params.get("format", "xml")
    callback = params.get("callback", params.get("jsonp"))
    person = authenticate(params, "write" if params.get("action") == "shorturl" else "read")
    if isinstance(person, Answer):
        return write(person, form)
    if form == "jsonp" and callback is not None and not is_callback(callback):
        return refuse_callback()
    return write(_act(params, person), form, callback)


def version(params: Mapping[str, str]) -> Answer:
    """The version of YOURLS whose API this is."""
    more = {"db_version": DATABASE_VERSION} if params.get("db") == "1" else {}
    return Answer({"version": VERSION, **more}, simple=VERSION)


READING: Mapping[str, Callable[[Mapping[str, str]], Answer]] = {
    "expand": expand,
    "url-stats": url_stats,
    "stats": stats,
    "db-stats": db_stats,
    "version": version,
}


def _act(params: Mapping[str, str], person: Person) -> Answer:
    action = params.get("action", "")
    if action == "shorturl":
        return shorten(params, person)
    if action in READING:
        return READING[action](params)
    return Answer({"errorCode": "400", "message": UNKNOWN_ACTION}, simple=UNKNOWN_ACTION)
