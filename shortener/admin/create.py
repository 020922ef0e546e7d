"""Making a link, after a look at what is already there."""

from flask import Response, request

from shortener.admin.forms import BadForm, LinkForm, draft, read
from shortener.admin.frame import back_to, me, screen, zone
from shortener.admin.links import show_links
from shortener.links.drafts import Draft
from shortener.links.errors import Refused
from shortener.links.views import LinkView
from shortener.web.services import services

SHOWN = 5


@screen("/", "write", post=True)
def create() -> Response:
    form = read(request.form, LinkForm())
    person = me()
    try:
        wanted = draft(form, zone(), person.id)
        if not request.form.get("anyway"):
            same, alike = _already(wanted), _alike(wanted)
            if same or alike:
                return show_links(form, same=same, alike=alike)
        made = services().library.create(wanted, person.id)
    except BadForm as error:
        return show_links(form, error.problems)
    except Refused as error:
        return show_links(form, {error.field: str(error)})
    return back_to("admin.links", made=made.id)


def _already(wanted: Draft) -> list[LinkView]:
    return services().library.by_target(wanted.target, wanted.domain)[:SHOWN]


def _alike(wanted: Draft) -> list[LinkView]:
    """Links whose slugs can be mistaken for the one wanted; a slug that is taken is refused by itself."""
    if not wanted.slug:
        return []
    library = services().library
    found = [library.find(wanted.domain, slug) for slug in library.similar(wanted.slug, wanted.domain)[:SHOWN]]
    return [link for link in found if link is not None]
