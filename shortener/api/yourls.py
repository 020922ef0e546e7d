"""/yourls-api.php as programs written for YOURLS expect it: one URL, an action, an answer in their format."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response

from shortener.accounts.roles import Action
from shortener.accounts.tables import Person
from shortener.api.answer import Answer
from shortener.api.auth import authenticate
from shortener.api.bulk import bulk_shorten
from shortener.api.change import change_keyword, delete, update
from shortener.api.formats import is_callback, refuse_callback, write
from shortener.api.listing import get_url, list_links
from shortener.api.lookup import expand, url_stats
from shortener.api.params import read_params
from shortener.api.periods import analytics, period
from shortener.api.profile import profile
from shortener.api.shorten import shorten
from shortener.api.stats import db_stats, stats
from shortener.web.marks import cookieless

UNKNOWN_ACTION = 'Unknown or missing "action" parameter'

blueprint = Blueprint("api", __name__)


@blueprint.route("/yourls-api.php", methods=["GET", "POST"])
@cookieless
def yourls_api() -> Response:
    params = read_params()
    action, form = params.get("action", ""), params.get("format", "xml")
    callback = params.get("callback", params.get("jsonp"))
    person = authenticate(params, _asks(action))
    if isinstance(person, Answer):
        return write(person, form)
    if form == "jsonp" and callback is not None and not is_callback(callback):
        return refuse_callback()
    if action == "bulkshortener" and "format" not in params:
        form = "simple"  # as the plug-in, which knows no formats
    return write(_act(action, params, person), form, callback)


def version(params: Mapping[str, str]) -> Answer:
    """The version of YOURLS whose API this is."""
    told = profile()
    more = {"db_version": told.database_version} if params.get("db") == "1" else {}
    return Answer({"version": told.version, **more}, simple=told.version)


READING: Mapping[str, Callable[[Mapping[str, str]], Answer]] = {
    "expand": expand,
    "url-stats": url_stats,
    "stats": stats,
    "db-stats": db_stats,
    "version": version,
    "list": list_links,
    "geturl": get_url,
    "shorturl_analytics": analytics,
    "url-stats-period": period,
}
ABOUT_ALL = {"stats", "db-stats", "list"}
WRITING: Mapping[str, Callable[[Mapping[str, str], Person], Answer]] = {
    "shorturl": shorten,
    "bulkshortener": bulk_shorten,
    "delete": delete,
    "update": update,
    "change_keyword": change_keyword,
}


def _asks(action: str) -> Action:
    """What a person must be allowed to do."""
    if action in WRITING:
        return "write"
    return "all" if action in ABOUT_ALL else "read"


def _act(action: str, params: Mapping[str, str], person: Person) -> Answer:
    if action in WRITING:
        return WRITING[action](params, person)
    if action in READING:
        return READING[action](params)
    return Answer({"errorCode": profile().code(400), "message": UNKNOWN_ACTION}, simple=UNKNOWN_ACTION)
