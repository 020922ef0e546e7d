"""Switching a link off and on, deleting it after a question, and bringing it back."""

from flask import Response, request

from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, page, screen
from shortener.admin.one import link_or_404
from shortener.links.drafts import Edit
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.reports.totals import totals
from shortener.web.services import services


@screen("/links/<int:link_id>/disable", "write", post=True)
def disable(link_id: int) -> Response:
    link = link_or_404(link_id)
    try:
        services().library.edit(link_id, Edit(enabled=False), me().id, reason=_reason())
    except Refused as error:
        return _ask(link, "disable", error)
    return back_to("admin.link", "disabled", link_id=link_id)


@screen("/links/<int:link_id>/enable", "write", post=True)
def enable(link_id: int) -> Response:
    link = link_or_404(link_id)
    try:
        services().library.edit(link_id, Edit(enabled=True), me().id, reason=_reason())
    except Refused as error:
        return _ask(link, "enable", error)
    return back_to("admin.link", "enabled", link_id=link_id)


@screen("/links/<int:link_id>/delete", "write")
def delete(link_id: int) -> Response:
    return _ask(link_or_404(link_id), "delete")


@screen("/links/<int:link_id>/delete", "write", post=True)
def delete_now(link_id: int) -> Response:
    link = link_or_404(link_id)
    try:
        services().library.delete(link_id, me().id, reason=_reason())
    except Refused as error:
        return _ask(link, "delete", error)
    return back_to("admin.link", "deleted", link_id=link_id)


@screen("/links/<int:link_id>/restore", "write", post=True)
def restore(link_id: int) -> Response:
    link = link_or_404(link_id)
    try:
        services().library.restore(link_id, me().id)
    except Refused as error:
        return _ask(link, "restore", error)
    return back_to("admin.link", "restored", link_id=link_id)


@screen("/links/<int:link_id>/free", "free")
def free(link_id: int) -> Response:
    return _ask(link_or_404(link_id), "free")


@screen("/links/<int:link_id>/free", "free", post=True)
def free_now(link_id: int) -> Response:
    link = link_or_404(link_id)
    try:
        services().library.free(link.domain, link.slug, me().id)
    except Refused as error:
        return _ask(link, "free", error)
    return back_to("admin.link", "freed", link_id=link_id)


def _reason() -> str:
    return clean(request.form.get("reason", ""))


def _ask(link: LinkView, step: str, refusal: Refused | None = None) -> Response:
    """The page that asks before deleting, or for the reason that a printed link wants."""
    with services().database.read() as session:
        counts = totals(session, [link.id])[link.id]
    return page(
        "confirm",
        200 if refusal is None else 422,
        link=link,
        step=step,
        totals=counts,
        reason=_reason(),
        problems={} if refusal is None else {"reason": refusal.words},
    )
