"""What `shorturl` says: keys, codes and their types as each generation of programs expects them."""

from shortener.api.answer import ADDED, REFUSED, Answer, Body
from shortener.api.lookup import clicks_of
from shortener.api.profile import profile
from shortener.api.shown import cut, describe
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.web.services import services
from shortener.web.urls import short_url


def added(link: LinkView) -> Answer:
    return _about(link, ADDED, "", f"{cut(link.target)} added to database", 200)


def duplicate(link: LinkView) -> Answer:
    """The link that there is, as a failure."""
    return _about(link, REFUSED, "error:url", _exists(link), profile().duplicate_status, clicks=_clicks(link))


def reused(link: LinkView) -> Answer:
    """The link that there is, as if it had just been made."""
    return _about(link, ADDED, "", _exists(link), 200, clicks=_clicks(link))


def refused(reason: Refused, keyword: str = "") -> Answer:
    """Why there is no link, in one of the few words that programs know."""
    if reason.field == "target":
        loop = reason.code == "loop"
        code, message = ("error:noloop", "URL is a short URL") if loop else ("error:nourl", "Missing or malformed URL")
        return Answer(_fault(code, message))
    old = profile().old
    if reason.field == "slug":
        message = f"Short URL {keyword} already exists in database or is reserved"
        return Answer(_state(REFUSED, "error:keyword", message, 200 if old else 400))
    return Answer(_state(REFUSED, "error:db", f"Error saving url to database: {reason}", 200 if old else 500))


def _about(link: LinkView, status: str, code: str, message: str, http: int, **more: object) -> Answer:
    shorturl = short_url(services().settings, link)
    return Answer(_state(status, code, message, http, describe(link, **more)), simple=shorturl)


def _exists(link: LinkView) -> str:
    where = "" if profile().old else f" (short URL: {short_url(services().settings, link).partition('://')[2]})"
    return f"{cut(link.target)} already exists in database{where}"


def _clicks(link: LinkView) -> int | str:
    return profile().count(clicks_of(link))


def _fault(code: str, message: str) -> Body:
    """What is wrong with the URL itself: an error in every generation."""
    if not profile().old:
        return _state(REFUSED, code, message, 400)
    return {"status": REFUSED, "code": code, "message": message, "errorCode": "400"}


def _state(status: str, code: str, message: str, http: int, link: Body | None = None) -> Body:
    """The keys in their order; old programs get no code and no errorCode where all went well."""
    told, about = profile(), dict(link or {})
    if not told.old:
        error = "" if status == ADDED else str(http)
        first = {"status": status, "code": code, "message": message}
        return {**first, "errorCode": error, "statusCode": str(http), **about}
    url = {"url": about.pop("url")} if "url" in about else {}
    head = {"status": status, "code": code, **url} if code else {**url, "status": status}
    return {**head, "message": message, **about, "statusCode": told.code(http)}
