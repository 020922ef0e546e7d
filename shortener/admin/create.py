"""Making a link, after a look at what is already there; what can be said of it is said while people type."""

from typing import Any

from flask import Response, request

from shortener.admin import fields
from shortener.admin.box import box, wanting
from shortener.admin.forms import BadForm, LinkForm, clean, draft, read
from shortener.admin.frame import back_to, me, page, screen, wants_part, zone
from shortener.admin.links import show_links
from shortener.links.drafts import Draft
from shortener.links.errors import Refused
from shortener.links.verdict import Verdict
from shortener.links.views import LinkView
from shortener.web.services import services

SHOWN = 5


@screen("/new", "write")
def new() -> Response:
    """The box alone, filled in from the address: for bookmarklets, and for the dialog that C opens."""
    parts = box(LinkForm(**{name: clean(request.args.get(name, "")) for name in ("target", "slug", "title")}))
    return page("box" if wants_part("new") else "new", **parts)


@screen("/", "write", post=True)
def create() -> Response:
    form = read(request.form, LinkForm())
    person = me()
    try:
        wanted = draft(form, zone(), person.id)
        if not request.form.get("anyway"):
            same, slug = _already(wanted.target, wanted.domain), _judged(wanted)
            if same or slug.alike or slug.rude:
                return _again(box(form, same=same, slug=slug))
        made = services().library.create(wanted, person.id)
    except BadForm as error:
        return _again(box(form, error.problems))
    except Refused as error:
        return _again(box(form, {error.field: error.words}))
    if wants_part("create"):
        return page("box", **box(LinkForm(domain=form.domain), made=made, fresh=True))
    return back_to("admin.links", made=made.id)


@screen("/check", "write", post=True)
def check() -> Response:
    """What can be said of a target and a slug; nothing is made or kept."""
    target, slug, domain = (clean(request.form.get(name, "")) for name in ("target", "slug", "domain"))
    leads_to = fields.target(target)
    verdict = services().library.judge(domain, slug, SHOWN)
    told: dict[str, Any] = {"alike": verdict.alike, "slug": slug, "same": _already(leads_to, domain)}
    return page("said", verdict=verdict, supposed=leads_to if leads_to != target else "", **told)


def _again(parts: dict[str, Any]) -> Response:
    return page("box", 422 if wanting(parts) else 200, **parts) if wants_part("create") else show_links(parts)


def _already(target: str, domain: str) -> list[LinkView]:
    return services().library.by_target(target, domain)[:SHOWN]


def _judged(wanted: Draft) -> Verdict:
    """What is to be asked of the slug; one that is taken is refused by itself."""
    return services().library.judge(wanted.domain, wanted.slug, SHOWN)
