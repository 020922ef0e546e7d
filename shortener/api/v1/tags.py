"""/api/v1/tags: the words that links are found by; renamed, coloured, made one and removed on all links at once."""

from typing import Annotated

from flask import Response, request
from msgspec import UNSET, Meta, Struct, UnsetType

from shortener.api.v1.asking import whole_number
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import operation
from shortener.api.v1.operations import JSON, PATCH, Answer
from shortener.api.v1.parameters import text, whole
from shortener.links.fields import TAG
from shortener.reports.tags import TagCount, tag_count, tag_counts
from shortener.web.services import services

MOST, USUAL = 1000, 100


class Tags(Struct, kw_only=True, forbid_unknown_fields=True):
    """Some tags by name; `next` is the cursor of those after them, null at the end."""

    tags: list[TagCount]
    next: str | None


class TagChanges(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. `merge`: where another tag has that name, its links get that one as it is."""

    name: Annotated[str, Meta(min_length=1, max_length=TAG)] | UnsetType = UNSET
    colour: Annotated[str, Meta(pattern=r"^(#[0-9a-f]{6})?$")] | UnsetType = UNSET
    merge: bool = False


@operation(
    group="Tags", method="GET", path="/tags", scope="links:read", action="all",
    about="List tags; one is made when a link gets it",
    query=(text("cursor", "Where to go on."), whole("limit", MOST, "Tags at a time.", default=USUAL)),
    answers={200: Answer("Some of the tags.", Tags)},
)  # fmt: skip
def list_tags() -> Response:
    limit = whole_number("limit", MOST, default=USUAL)
    with services().database.read() as session:
        found = tag_counts(session, request.args.get("cursor", ""), limit + 1)
    more = found[limit - 1].name if len(found) > limit else None
    return reply(Tags(tags=found[:limit], next=more))


@operation(
    group="Tags", method="PATCH", path="/tags/{tag}", scope="links:write", action="tags", body=TagChanges,
    types=(JSON, PATCH), about="Rename or colour a tag, on all links, or make two one",
    answers={200: Answer("The tag as it is now.", TagCount)}, refusals=(404, 409),
)  # fmt: skip
def change_tag(tag: str, body: TagChanges) -> Response:
    name = services().library.change_tag(tag, _or_none(body.name), _or_none(body.colour), merge=body.merge)
    with services().database.read() as session:
        return reply(tag_count(session, name))


@operation(
    group="Tags", method="DELETE", path="/tags/{tag}", scope="links:write", action="tags",
    about="Remove a tag from all links, which stay", answers={200: Answer("The tag as it was.", TagCount)},
    refusals=(404, 422),
)  # fmt: skip
def remove_tag(tag: str) -> Response:
    with services().database.read() as session:
        found = tag_count(session, tag)
    services().library.remove_tag(tag)
    return reply(found)


def _or_none(text: str | UnsetType) -> str | None:
    return None if text is UNSET else text
