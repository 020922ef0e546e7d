"""Changing a link; when somebody else was quicker, their change and this person's text are both kept."""

from flask import Response, request

from shortener.accounts import people
from shortener.admin import forms
from shortener.admin.attempt import attempt
from shortener.admin.box import statuses
from shortener.admin.forms import LinkForm
from shortener.admin.frame import back_to, page, screen, zone
from shortener.admin.merge import Meanwhile, shown_then
from shortener.admin.one import link_or_404
from shortener.links.errors import shown
from shortener.links.slug import key_of
from shortener.links.views import LinkView
from shortener.sentences import Listed, Words
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
    form = forms.read(request.form, base)
    if version == str(link.version) and (doubt := _doubt(link, form.slug)):
        return _form(link, form, {"slug": doubt}, doubted=True)
    tried = attempt(link, form, base, version)
    if tried.done:
        return back_to("admin.link", tried.done, link_id=link_id)
    return _form(tried.link, tried.form, tried.problems, tried.meanwhile)


def _doubt(link: LinkView, slug: str) -> str:
    """What speaks against another slug, unless somebody wants it all the same."""
    if "anyway" in request.form or key_of(slug) == link.slug:
        return ""
    verdict = services().library.judge(link.domain, slug)
    if alike := [shown(other.slug) for other in verdict.alike if other.id != link.id]:
        return Words("On paper this looks like %(slugs)s.", slugs=Listed(alike))
    return Words("Some people will read a rude word in this slug.") if verdict.rude else ""


def _form(
    link: LinkView,
    form: LinkForm,
    problems: dict[str, str] | None = None,
    meanwhile: list[Meanwhile] | None = None,
    *,
    doubted: bool = False,
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
        doubted=doubted or "anyway" in request.form,
        focus=next(iter(problems or {"target": ""})),
        labels=forms.LABELS,
        names=names,
        owners=[
            ("", Words("Nobody")),
            *((str(number), name) for number, name in sorted(names.items(), key=lambda it: it[1])),
        ],
        reason=request.form.get("reason", ""),
        statuses=statuses(),
    )
