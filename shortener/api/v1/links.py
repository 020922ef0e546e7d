"""/api/v1/links: make, read, change and delete one link."""

from collections.abc import Callable

from flask import Response, abort, request

from shortener.api.v1.asking import asked_domain, yes
from shortener.api.v1.changing import Place, Wanted, creation, deletion, do_all, edition, upsertion
from shortener.api.v1.door import caller, operation
from shortener.api.v1.giving import check_conditions, give, give_unless_known
from shortener.api.v1.operations import JSON, PATCH, Answer
from shortener.api.v1.parameters import flag, text
from shortener.api.v1.shapes import Changes, Link, NewLink, PutLink
from shortener.links.errors import Refused
from shortener.links.fields import REASON
from shortener.links.views import LinkView
from shortener.web.services import services

DOMAIN = text("domain", "The link's domain, where that isn't the default one.")
WHY = text("reason", "Why; kept in the history. A printed link wants one.", longest=REASON)
DELETED = flag("deleted", "1: deleted ones too.")
READ, WRITE = "links:read", "links:write"
CHANGED = Answer("The link as it is now.", Link, headers=("ETag",))
MADE = Answer("The new link.", Link, headers=("ETag", "Location"))
MATCH, UNLESS = "If-Match", "If-None-Match"


@operation(
    group="Links", method="POST", path="/links", scope=WRITE, action="write", about="Make a link",
    body=NewLink, anew=True, answers={201: MADE}, refusals=(409,),
)  # fmt: skip
def create_link(body: NewLink) -> Response:
    return _done(None, lambda _: creation(body))


@operation(
    group="Links", method="GET", path="/links/{slug}", scope=READ, about="Read a link, by its slug or an alias",
    query=(DOMAIN, DELETED), conditions=(UNLESS,), refusals=(404,),
    answers={200: Answer("The link.", Link, headers=("ETag",)), 304: Answer("As you have it.", headers=("ETag",))},
)  # fmt: skip
def read_link(slug: str) -> Response:
    link = services().library.find(asked_domain(), slug, deleted=yes(DELETED.name))
    return give_unless_known(link) if link else abort(404, "There is no such link.")


@operation(
    group="Links", method="PUT", path="/links/{slug}", scope=WRITE, action="write",
    about="Make the link with this slug, or change it where it is there", query=(DOMAIN,), body=PutLink,
    conditions=(MATCH, UNLESS), answers={200: CHANGED, 201: MADE}, refusals=(409, 412),
)  # fmt: skip
def put_link(slug: str, body: PutLink) -> Response:
    place = Place(asked_domain(), slug)
    return _done(place, lambda found: upsertion(found, place, body, check_conditions))


@operation(
    group="Links", method="PATCH", path="/links/{slug}", scope=WRITE, action="write", about="Change a link",
    query=(DOMAIN,), body=Changes, types=(JSON, PATCH), conditions=(MATCH,), answers={200: CHANGED},
    refusals=(404, 409, 412),
)  # fmt: skip
def edit_link(slug: str, body: Changes) -> Response:
    place = Place(asked_domain(), slug)
    return _done(place, lambda found: edition(found, place, body, check_conditions))


@operation(
    group="Links", method="DELETE", path="/links/{slug}", scope=WRITE, action="write",
    about="Delete a link: its slugs answer 410 and are never handed out again", query=(DOMAIN, WHY),
    conditions=(MATCH,), answers={200: CHANGED}, refusals=(404, 409, 412, 422),
)  # fmt: skip
def delete_link(slug: str) -> Response:
    place, reason = Place(asked_domain(), slug), request.args.get(WHY.name, "")
    return _done(place, lambda found: deletion(found, place, reason, check_conditions))


@operation(
    group="Links", method="POST", path="/links/{slug}/restore", scope=WRITE, action="write",
    about="Bring a deleted link back, with its slugs and its clicks", query=(DOMAIN,), anew=True,
    answers={200: CHANGED}, refusals=(404, 409),
)  # fmt: skip
def restore_link(slug: str) -> Response:
    link = services().library.find(asked_domain(), slug, deleted=True)
    if link is None:
        abort(404, "There is no such link.")
    return give(services().library.restore(link.id, caller().person.id))


def _done(place: Place | None, wanted: Callable[[LinkView | None], Wanted]) -> Response:
    library = services().library
    with library.writing(caller().person.id) as editor:
        (done,) = do_all(editor, [wanted(editor.find(*place) if place else None)])
        if isinstance(done, Refused):
            raise done
    if done.is_untitled:
        library.look_up_titles([done.link])
    return give(done.link, done.status)
