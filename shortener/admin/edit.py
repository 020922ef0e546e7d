"""Changing a link; when somebody else was quicker, their change and this person's text are both kept."""

from flask import Response, request

from shortener.accounts import people
from shortener.admin import forms
from shortener.admin.box import statuses
from shortener.admin.forms import BadForm, LinkForm
from shortener.admin.frame import back_to, me, page, screen, zone
from shortener.admin.merge import Meanwhile, merge, shown_then
from shortener.admin.one import link_or_404
from shortener.links.drafts import Edit
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.web.services import services


@screen("/links/<int:link_id>/edit", "write")
def edit(link_id: int) -> Response:
    link = link_or_404(link_id)
    if link.deleted_at is not None:
        return back_to("admin.link", link_id=link_id)
    return _form(link, forms.show(link, zone()))


@screen("/links/<int:link_id>/edit", "write", post=True)
def save(link_id: int) -> Response:
    link = link_or_404(link_id)
    version = request.form.get("version", str(link.version))
    base = shown_then(link, version, zone())
    typed = forms.read(request.form, base)
    if version != str(link.version):
        return _told(link, typed, base)
    try:
        return _write(link, forms.edit(typed, base, zone()))
    except BadForm as error:
        return _form(link, typed, error.problems)
    except Refused as error:
        if error.code == "stale":
            return _told(link_or_404(link_id), typed, base)
        return _form(link, typed, {error.field: str(error)})


def _write(link: LinkView, change: Edit) -> Response:
    if change == Edit():
        return back_to("admin.link", "same", link_id=link.id)
    reason = forms.clean(request.form.get("reason", ""))
    services().library.edit(link.id, change, me().id, reason=reason, version=link.version)
    return back_to("admin.link", "saved", link_id=link.id)


def _told(link: LinkView, typed: LinkForm, base: LinkForm) -> Response:
    merged, meanwhile = merge(typed, base, forms.show(link, zone()))
    return _form(link, merged, meanwhile=meanwhile)


def _form(
    link: LinkView,
    form: LinkForm,
    problems: dict[str, str] | None = None,
    meanwhile: list[Meanwhile] | None = None,
) -> Response:
    with services().database.read() as session:
        names = people.names(session)
    status = 200 if problems is None else 422
    return page(
        "edit",
        status if meanwhile is None else 409,
        link=link,
        form=form,
        problems=problems or {},
        meanwhile=meanwhile,
        focus=next(iter(problems or {"target": ""})),
        labels=forms.LABELS,
        names=names,
        owners=[("", "Nobody"), *((str(number), name) for number, name in sorted(names.items(), key=lambda it: it[1]))],
        reason=request.form.get("reason", ""),
        statuses=statuses(),
    )
