"""GET /api/v1/tags: the words that links are found by."""

from flask import Response, request
from msgspec import Struct

from shortener.api.v1.asking import whole_number
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import operation
from shortener.api.v1.operations import Answer
from shortener.api.v1.parameters import text, whole
from shortener.reports.tags import TagCount, tag_counts
from shortener.web.services import services

MOST, USUAL = 1000, 100


class Tags(Struct, kw_only=True, forbid_unknown_fields=True):
    """Some tags by name; `next` is the cursor of those after them, null at the end."""

    tags: list[TagCount]
    next: str | None


@operation(
    group="Tags", method="GET", path="/tags", scope="links:read", about="List tags; one is made when a link gets it",
    query=(text("cursor", "Where to go on."), whole("limit", MOST, "Tags at a time.", default=USUAL)),
    answers={200: Answer("Some of the tags.", Tags)},
)  # fmt: skip
def list_tags() -> Response:
    limit = whole_number("limit", MOST, default=USUAL)
    with services().database.read() as session:
        found = tag_counts(session, request.args.get("cursor", ""), limit + 1)
    more = found[limit - 1].name if len(found) > limit else None
    return reply(Tags(tags=found[:limit], next=more))
