"""The first screen: the create box and the list of links; everything it shows stands in its address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Response, request, url_for

from shortener.accounts.people import names
from shortener.accounts.roles import kept_to
from shortener.admin import questions
from shortener.admin.box import box, wanting
from shortener.admin.forms import LinkForm
from shortener.admin.frame import me, page, screen, wants_part, zone
from shortener.admin.old import given
from shortener.admin.sparks import spark
from shortener.clock import now_ms
from shortener.links.errors import NotFound
from shortener.links.together import MOST
from shortener.links.views import LinkView
from shortener.reports.sparks import recent
from shortener.reports.walk import walk
from shortener.sentences import Words
from shortener.web.services import services

SORT_NAMES = (
    ("created", Words("Newest")),
    ("clicks", Words("Most clicks")),
    ("last", Words("Last clicked")),
    ("slug", Words("Slug")),
)
ROWS = ("roomy", "compact")
YEAR = 365 * 24 * 60 * 60


@screen("", "read")
def start() -> Response:
    """`/admin` without its slash: relative, so that the scheme of a proxy in front is kept."""
    return Response(status=303, headers={"Location": url_for("admin.links")}, mimetype="text/plain")


@screen("/", "read")
def links() -> Response:
    if wants_part("list"):
        return _listed()
    return _remember(show_links(box(given(request.args), made=_made())))


def show_links(parts: dict[str, Any]) -> Response:
    """The screen with a create box in any state; 422 when its form has to be looked at again."""
    return page("links", 422 if wanting(parts) else 200, **(_list(request.args) | parts))


def show_chosen(status: int, **outcome: object) -> Response:
    """The list with what was done to links chosen in it; which list it is was sent with them."""
    if wants_part("list"):
        return page("list", status, **_list(request.form), **outcome)
    return page("links", status, **_list(request.form), **box(LinkForm()), **outcome)


def _listed() -> Response:
    """The list alone. A word that is still being typed replaces the address; any other choice is a step to go back."""
    query = questions.asked(request.args)
    response = page("list", **_list(request.args))
    response.headers["HX-Replace-Url" if _is_typing(query.search) else "HX-Push-Url"] = questions.address(
        query, **questions.place_of(request.args)
    )
    return _remember(response)


def _is_typing(search: str) -> bool:
    """Whether a search that the page showed already has become another one."""
    shown = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("q", [""])[0]
    return bool(shown) and shown.strip() != search


def _list(args: Mapping[str, str]) -> dict[str, Any]:
    query, place = questions.asked(args), questions.place_of(args)
    with services().database.read() as session:
        found, owners = walk(session, query, **place), names(session)
        ids = [row.link.id for row in found.rows]
        sparks = {link_id: spark(days) for link_id, days in recent(session, ids, zone(), now_ms()).items()}
    return {
        "found": found,
        "sparks": sparks,
        "query": query,
        "here": questions.address(query, **place),
        "asking": {name: value for name, value in (questions.given(query) | place).items() if value},
        "filters": questions.filters(query, owners),
        "kept_to_own": kept_to(me()) is not None,
        "owners": sorted(owners.items(), key=lambda owner: owner[1].casefold()),
        "most": MOST,
        "address": questions.address,
        "sorts": SORT_NAMES,
        "state_names": questions.STATE_NAMES,
        "kind_names": questions.KIND_NAMES,
        "click_names": questions.CLICK_NAMES,
        "rows": _rows(),
    }


def _rows() -> str:
    """How dense the list is: as asked now, else as asked last in this browser."""
    asked = request.args.get("rows", request.cookies.get("rows", ""))
    return asked if asked in ROWS else ROWS[0]


def _remember(response: Response) -> Response:
    if request.args.get("rows") in ROWS:
        response.set_cookie("rows", _rows(), max_age=YEAR, path="/admin", httponly=True, samesite="Lax")
    return response


def _made() -> LinkView | None:
    number = request.args.get("made", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        return services().library.get(int(number))
    except NotFound:
        return None
