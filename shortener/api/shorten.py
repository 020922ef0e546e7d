"""The action that makes links: shorturl."""

import re
from collections.abc import Mapping

from shortener.accounts.tables import Person
from shortener.api.answer import Answer
from shortener.api.shown import cut, describe
from shortener.links.drafts import Draft
from shortener.links.errors import Refused
from shortener.links.fields import TITLE
from shortener.links.views import LinkView
from shortener.reports.totals import totals
from shortener.web.services import services
from shortener.web.urls import short_url

_TAG = re.compile(r"<[^>]*>")


def shorten(params: Mapping[str, str], person: Person) -> Answer:
    """A new link, or the one that leads to the same target already; that wins over the keyword asked for."""
    draft = Draft(
        target=params.get("url", "").strip(),
        slug=params.get("keyword", "").strip(),
        title=clean_title(params.get("title", "")),
        owner_id=person.id,
    )
    try:
        link, is_new = _find_or_create(draft, person)
    except Refused as refused:
        return _refusal(refused, draft)
    return _created(link) if is_new else _duplicate(link)


def clean_title(text: str) -> str:
    """A title without tags and line breaks, cut to what a link can hold."""
    plain = "".join(c if c.isprintable() else " " for c in _TAG.sub("", text))
    return " ".join(plain.split())[:TITLE].strip()


def _find_or_create(draft: Draft, person: Person) -> tuple[LinkView, bool]:
    library = services().library
    existing = library.by_target(draft.target)
    if existing:
        return existing[0], False
    with library.writing(person.id) as editor:
        # Looked for again now that nobody else can write: one target asked for twice at once gets one link.
        existing = library.by_target(draft.target)
        return (existing[0], False) if existing else (editor.create(draft), True)


def _created(link: LinkView) -> Answer:
    body = {
        **_state("success", "", f"{cut(link.target)} added to database", 200),
        **describe(link),
    }
    return Answer(body, simple=short_url(services().settings, link))


def _duplicate(link: LinkView) -> Answer:
    shorturl = short_url(services().settings, link)
    with services().database.read() as session:
        count = totals(session, [link.id])[link.id]
    where = shorturl.partition("://")[2]
    body = {
        **_state("fail", "error:url", f"{cut(link.target)} already exists in database (short URL: {where})", 400),
        **describe(link, clicks=count.clicks + count.carried),
    }
    return Answer(body, simple=shorturl)


def _refusal(refused: Refused, draft: Draft) -> Answer:
    if refused.field == "target":
        loop = refused.code == "loop"
        return _failed("error:noloop", "URL is a short URL") if loop else _failed("error:nourl", _NO_URL)
    if refused.field == "slug":
        return _failed("error:keyword", f"Short URL {draft.slug} already exists in database or is reserved")
    return _failed("error:db", f"Error saving url to database: {refused}", 500)


_NO_URL = "Missing or malformed URL"


def _failed(code: str, message: str, status: int = 400) -> Answer:
    return Answer(_state("fail", code, message, status))


def _state(status: str, code: str, message: str, http: int) -> dict[str, object]:
    """The keys that every answer to `shorturl` starts with."""
    error = "" if status == "success" else str(http)
    return {"status": status, "code": code, "message": message, "errorCode": error, "statusCode": str(http)}
