"""Undo: a link made again what it was after one of its changes, shown before it is done."""

import msgspec
from flask import Response, abort, request

from shortener.accounts import people
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, page, screen
from shortener.admin.history import differences, readable
from shortener.admin.one import link_or_404
from shortener.links.drafts import Edit
from shortener.links.errors import Refused
from shortener.links.views import LinkView, RevisionView
from shortener.sentences import Words
from shortener.web.services import services

FIELDS = tuple(name for name in Edit.__struct_fields__ if name not in {"legacy", "as_yourls"})


@screen("/links/<int:link_id>/back/<int:number>", "write")
def back(link_id: int, number: int) -> Response:
    return _ask(link_or_404(link_id), _revision(link_id, number))


@screen("/links/<int:link_id>/back/<int:number>", "write", post=True)
def go_back(link_id: int, number: int) -> Response:
    link, revision = link_or_404(link_id), _revision(link_id, number)
    change, version = _edit(link, msgspec.convert(revision.state, LinkView)), request.form.get("version", "")
    if version != str(link.version):
        return _ask(
            link,
            revision,
            {"version": Words("Somebody changed this link in the meantime; look again at what changes.")},
        )
    try:
        services().library.edit(link_id, change, me().id, reason=_reason(), version=link.version)
    except Refused as error:
        return _ask(link_or_404(link_id), revision, {error.field: error.words})
    return back_to("admin.link", "undone", link_id=link_id)


def _revision(link_id: int, number: int) -> RevisionView:
    found = next((one for one in services().library.history(link_id) if one.number == number), None)
    return found or abort(404)


def _edit(now: LinkView, then: LinkView) -> Edit:
    changed = {name: getattr(then, name) for name in FIELDS if getattr(then, name) != getattr(now, name)}
    return Edit(**changed, legacy=then.legacy)


def _reason() -> str:
    return clean(request.form.get("reason", ""))


def _ask(link: LinkView, revision: RevisionView, problems: dict[str, str] | None = None) -> Response:
    with services().database.read() as session:
        names = people.names(session)
    then = readable(msgspec.convert(revision.state, LinkView), names)
    return page(
        "back",
        422 if problems else 200,
        link=link,
        revision=revision,
        changes=differences(readable(link, names), then),
        problems=problems or {},
        focus="reason",
        reason=_reason(),
    )
