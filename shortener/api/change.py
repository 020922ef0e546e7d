"""Actions of plug-ins that change links: delete, update and change_keyword."""

from collections.abc import Mapping

from msgspec import UNSET, UnsetType

from shortener.accounts.tables import Person
from shortener.api.answer import Answer
from shortener.api.asked import clean_keyword, clean_target, clean_title, same_target
from shortener.api.lookup import find_link
from shortener.links.drafts import Edit
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.web.services import services

Params = Mapping[str, str]


def delete(params: Params, person: Person) -> Answer:
    if "shorturl" not in params:
        return missing("shorturl")
    keyword, link = find_link(params["shorturl"])
    if link is None:
        return _failed(404, "error: not found", "Error: short URL not found")
    try:
        services().library.delete(link.id, person.id, reason=params.get("reason", ""))
    except Refused as refused:
        return _failed(500, f"error: {refused}")
    return done("success: deleted", f"Shorturl {keyword} deleted")


def update(params: Params, person: Person) -> Answer:
    for name in ("shorturl", "url"):
        if name not in params:
            return missing(name)
    keyword, link = find_link(params["shorturl"])
    if link is None:
        return _unknown(keyword)
    try:
        target = clean_target(params["url"])
        if services().settings.yourls_duplicates != "allow" and any(one.id != link.id for one in same_target(target)):
            return _failed(500, "error: URL or keyword already exists in database")
        _edit(link.id, Edit(target=target, title=_title(params), legacy=True, as_yourls=True), params, person)
    except Refused as refused:
        return _failed(500, f"error: {refused}")
    return done("success: updated", f"Keyword {keyword} updated to {params['url']}")


def change_keyword(params: Params, person: Person) -> Answer:
    """The old keyword goes on working, as it does after every rename."""
    if "newshorturl" not in params:
        return missing("newshorturl")
    if not {"oldshorturl", "url"} & params.keys():
        return missing("url' or 'oldshorturl")
    found = _one_of(params)
    if isinstance(found, Answer):
        return found
    new, taken = find_link(params["newshorturl"])
    if taken is not None:
        return _failed(409, "error: already exists", f"Error: keyword {new} already exists")
    try:
        edit = Edit(slug=clean_keyword(new), title=_title(params), target=_target(params), legacy=True, as_yourls=True)
        _edit(found.id, edit, params, person)
    except Refused as refused:
        taken_before = refused.field == "slug" and refused.code == "taken"
        return _failed(409, "error: already exists") if taken_before else _failed(500, f"error: {refused}")
    return done("success: updated", f"Keyword {found.slug} updated to {new} for {found.target}")


def missing(name: str) -> Answer:
    return _failed(400, "error: missing param", f"Need a '{name}' parameter")


def done(message: str, simple: str, **more: object) -> Answer:
    """These plug-ins have numbers for codes in every generation."""
    return Answer({"statusCode": 200, "message": message, **more}, simple=simple)


def ambiguous() -> Answer:
    return _failed(409, "error: ambiguous url", "Given URL has multiple shortcodes")


def _edit(link_id: int, edit: Edit, params: Params, person: Person) -> None:
    """Raises Refused."""
    library = services().library
    after = library.edit(link_id, edit, person.id, reason=params.get("reason", ""))
    if edit.title == "":
        library.look_up_title(after)


def _one_of(params: Params) -> LinkView | Answer:
    """The link that an old keyword or its URL names."""
    if "oldshorturl" in params:
        keyword, link = find_link(params["oldshorturl"])
        return link or _unknown(keyword)
    found = same_target(params["url"].strip())
    if len(found) > 1:
        return ambiguous()
    return found[0] if found else _failed(404, "error: not found", f"Error: no keyword for url {params['url']}")


def _target(params: Params) -> str | UnsetType:
    """With the old keyword, a URL is a new target."""
    return clean_target(params["url"]) if {"url", "oldshorturl"} <= params.keys() else UNSET


def _title(params: Params) -> str | UnsetType:
    """`keep` and none at all leave it; `auto` takes it away, and then the page's own is looked up."""
    title = params.get("title", "keep")
    if title.lower() == "keep":
        return UNSET
    return "" if title.lower() == "auto" else clean_title(title)


def _unknown(keyword: str) -> Answer:
    return _failed(404, "error: not found", f"Error: keyword {keyword} not found")


def _failed(status: int, message: str, simple: str = "") -> Answer:
    return Answer({"statusCode": status, "status": "fail", "message": message}, simple=simple or message)
