"""A link's title, target and tags changed in its row of the list; conflicts and refusals are told there."""

from dataclasses import replace

from flask import Response, request

from shortener.accounts.people import names
from shortener.admin import forms
from shortener.admin.attempt import Attempt, attempt
from shortener.admin.frame import back_to, page, screen, wants_part, zone
from shortener.admin.merge import shown_then
from shortener.admin.one import link_or_404
from shortener.admin.sparks import spark
from shortener.clock import now_ms
from shortener.reports.lists import rows_of
from shortener.reports.sparks import recent
from shortener.reports.tags import tag_names
from shortener.sentences import Words
from shortener.web.services import services

FIELDS = ("title", "target", "tags")


@screen("/links/<int:link_id>/row", "write")
def row(link_id: int) -> Response:
    """As the list shows it, or with `edit` as a form; whoever comes without a script gets the whole form."""
    link = link_or_404(link_id)
    if not wants_part(f"row-{link_id}"):
        return back_to("admin.edit", link_id=link_id)
    if "edit" in request.args and link.deleted_at is None:
        return _form(Attempt(link, forms.show(link, zone())), 200)
    return _row(link_id)


@screen("/links/<int:link_id>/row", "write", post=True)
def save_row(link_id: int) -> Response:
    link = link_or_404(link_id)
    version = request.form.get("version", str(link.version))
    base = shown_then(link, version, zone())
    sent = {name: forms.clean(request.form[name]) for name in FIELDS if name in request.form}
    tried = attempt(link, replace(base, **sent), base, version)
    return _row(link_id) if tried.done else _form(tried, tried.status)


def _row(link_id: int) -> Response:
    with services().database.read() as session:
        (found,) = rows_of(session, [link_id])
        sparks = {number: spark(days) for number, days in recent(session, [link_id], zone(), now_ms()).items()}
    return page("row", row=found, sparks=sparks)


def _form(tried: Attempt, status: int) -> Response:
    with services().database.read() as session:
        people, tags = names(session), tag_names(session)
    return page(
        "rowform",
        status,
        link=tried.link,
        form=tried.form,
        problems=tried.problems or {},
        meanwhile=tried.meanwhile,
        who=people.get(tried.link.updated_by_id or 0, Words("Somebody")),
        labels=forms.LABELS,
        tags=tags,
        reason=forms.clean(request.form.get("reason", "")),
    )
