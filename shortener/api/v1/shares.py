"""/api/v1/links/{slug}/shares: pages of a link's numbers for whoever has the address, for some days."""

from typing import Any, Literal

from flask import Response, abort
from msgspec import Struct
from sqlalchemy.orm import Session

from shortener.accounts import audit, people, sharedpages
from shortener.accounts.tables import SharedPage
from shortener.api.v1.asking import asked_link
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import caller, operation
from shortener.api.v1.links import DOMAIN, READ, WRITE
from shortener.api.v1.once import without
from shortener.api.v1.operations import Answer
from shortener.api.v1.shapes import Told
from shortener.links.views import LinkView
from shortener.reports.moments import iso_ms
from shortener.web.services import services
from shortener.web.visitor import noted_prefix

GONE = "There is no such shared page."


class Share(Struct, kw_only=True, forbid_unknown_fields=True):
    """A shared page without its address; `by` is who made it, null for the command line."""

    number: int
    by: str | None
    created_at: Told
    expires_at: Told


class NewShare(Struct, kw_only=True, forbid_unknown_fields=True):
    """A page to be made, for so many days."""

    days: Literal[1, 7, 30, 90]


class MadeShare(Share, kw_only=True, forbid_unknown_fields=True):
    """`url` opens it. Nobody can see it again: where the same answer is given again, its last part is empty."""

    url: str


class Shares(Struct, forbid_unknown_fields=True):
    """Those of one link that can be opened, the last made first."""

    shares: list[Share]


@operation(
    group="Links", method="GET", path="/links/{slug}/shares", scope=READ, query=(DOMAIN,), refusals=(404,),
    about="List its shared pages", answers={200: Answer("The pages.", Shares)},
)  # fmt: skip
def list_shares(slug: str) -> Response:
    link = asked_link(slug)
    with services().database.read() as session:
        names = people.names(session)
        return reply(Shares([Share(**_facts(one, names)) for one in sharedpages.living(session, link.id)]))


@operation(
    group="Links", method="POST", path="/links/{slug}/shares", scope=WRITE, action="write", query=(DOMAIN,),
    about="Share its numbers with whoever has the address", body=NewShare, anew=True,
    answers={201: Answer("The new page.", MadeShare)}, refusals=(404,),
)  # fmt: skip
def share_link(slug: str, body: NewShare) -> Response:
    link = asked_link(slug)
    with services().database.write() as session:
        token = sharedpages.share(session, link.id, body.days, caller().person.id)
        made = sharedpages.page_of(session, token) or abort(404)
        _note(session, "shared", f"{_named(link)}, {body.days} days")
        facts = _facts(made, people.names(session))
    without(token)
    return reply(MadeShare(url=f"{services().settings.public_url}/-/stats/{token}", **facts), 201)


@operation(
    group="Links", method="DELETE", path="/shares/{number}", scope=WRITE, action="write",
    about="End a shared page at once", answers={200: Answer("The page as it was.", Share)}, refusals=(404,),
)  # fmt: skip
def end_share(number: int) -> Response:
    with services().database.read() as session:
        page = sharedpages.by_number(session, number) or abort(404, GONE)
        was = Share(**_facts(page, people.names(session)))
    link = services().library.get(page.link_id)
    with services().database.write() as session:
        if not sharedpages.end(session, link.id, number):
            abort(404, GONE)
        _note(session, "share-ended", _named(link))
    return reply(was)


def _note(session: Session, action: str, subject: str) -> None:
    audit.note(session, action, by=caller().person.id, subject=subject, prefix=noted_prefix())


def _named(link: LinkView) -> str:
    return f"{link.domain}/{link.slug}"


def _facts(page: SharedPage, names: dict[int, str]) -> dict[str, Any]:
    by = names.get(page.made_by_id) if page.made_by_id is not None else None
    return {"number": page.id, "by": by, "created_at": iso_ms(page.created_at), "expires_at": iso_ms(page.expires_at)}
