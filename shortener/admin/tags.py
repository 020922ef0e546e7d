"""Tags: what each is called and coloured, how many links have it, and two that mean the same made one."""

from flask import Response, abort, request

from shortener.admin.forms import clean
from shortener.admin.frame import back_to, page, screen
from shortener.links.errors import NotFound, Refused
from shortener.links.fields import TAG
from shortener.reports.tags import MOST_TAGS, TagCount, tag_count, tag_counts
from shortener.sentences import Words
from shortener.web.services import services

# Dots that stand out from light and dark paper alike (3:1 at least).
PALETTE = (
    ("", Words("None")),
    ("#d4572a", Words("Orange")),
    ("#b8860b", Words("Gold")),
    ("#2f8d7b", Words("Teal")),
    ("#3b82c4", Words("Blue")),
    ("#8b6fd0", Words("Violet")),
    ("#c74b8a", Words("Pink")),
    ("#d14343", Words("Red")),
    ("#7d8590", Words("Grey")),
)


@screen("/tags", "all")
def tags() -> Response:
    with services().database.read() as session:
        found = tag_counts(session, request.args.get("after", "")[:TAG], MOST_TAGS + 1)
    more = found[MOST_TAGS - 1].name if len(found) > MOST_TAGS else ""
    return page("tags", found=found[:MOST_TAGS], more=more)


@screen("/tags/change", "tags")
def tag() -> Response:
    known = _known(request.args.get("tag", ""))
    return _page(known, known.name, known.colour)


@screen("/tags/change", "tags", post=True)
def change_tag() -> Response:
    asked, name, colour = (clean(request.form.get(field, "")) for field in ("tag", "name", "colour"))
    try:
        services().library.change_tag(asked, name, colour, merge=request.form.get("merge") == "on")
    except NotFound:
        abort(404)
    except Refused as error:
        return _page(_known(asked), name, colour, {error.field: error.words}, may_merge=error.code == "taken")
    return back_to("admin.tags", "saved")


@screen("/tags/remove", "tags")
def ask_remove_tag() -> Response:
    """The question before a tag goes from all its links, which nothing brings back."""
    return page("tagremove", known=_known(request.args.get("tag", "")))


@screen("/tags/remove", "tags", post=True)
def remove_tag() -> Response:
    try:
        services().library.remove_tag(clean(request.form.get("tag", "")))
    except NotFound:
        abort(404)
    return back_to("admin.tags", "tag-removed")


def _known(name: str) -> TagCount:
    with services().database.read() as session:
        found = tag_count(session, name)
    if found is None:
        abort(404)
    return found


def _page(
    known: TagCount, name: str, colour: str, problems: dict[str, str] | None = None, *, may_merge: bool = False
) -> Response:
    kept = [] if colour in dict(PALETTE) else [(colour, colour)]
    return page(
        "tag",
        422 if problems else 200,
        known=known,
        name=name,
        colour=colour,
        palette=[*PALETTE, *kept],
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        may_merge=may_merge,
    )
