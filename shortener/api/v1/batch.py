"""POST /api/v1/batch: up to 1,000 changes of links in one request, each told by itself."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from flask import Response
from msgspec import UNSET, Meta, Struct, UnsetType
from sqlalchemy.exc import SQLAlchemyError

from shortener.api.v1 import changing
from shortener.api.v1.bodies import reply
from shortener.api.v1.changing import Check, Done, Place
from shortener.api.v1.door import caller, operation
from shortener.api.v1.giving import told_links
from shortener.api.v1.operations import Answer
from shortener.api.v1.refusals import status_of
from shortener.api.v1.shapes import Changes, Link, NewLink, PutLink, Reason, SlugText
from shortener.links.editor import Editor
from shortener.links.errors import Refused
from shortener.links.together import MOST as AT_ONCE
from shortener.links.views import LinkView
from shortener.web.errors import Problem, problem_of
from shortener.web.services import services

MOST, MOST_BYTES = 1000, 8 << 20
AWAY = "The database did not answer, so it isn’t known whether this was done; look before you send it again."

Version = Annotated[int, Meta(ge=1, description="Only if the link is still at this version.")]


class Create(Struct, kw_only=True, forbid_unknown_fields=True, tag="create", tag_field="do"):
    """As POST /links."""

    link: NewLink


class Upsert(Struct, kw_only=True, forbid_unknown_fields=True, tag="upsert", tag_field="do"):
    """As PUT /links/{slug}."""

    slug: SlugText
    domain: str = ""
    version: Version | UnsetType = UNSET
    link: PutLink


class Edit(Struct, kw_only=True, forbid_unknown_fields=True, tag="edit", tag_field="do"):
    """As PATCH /links/{slug}."""

    slug: SlugText
    domain: str = ""
    version: Version | UnsetType = UNSET
    changes: Changes


class Delete(Struct, kw_only=True, forbid_unknown_fields=True, tag="delete", tag_field="do"):
    """As DELETE /links/{slug}."""

    slug: SlugText
    domain: str = ""
    version: Version | UnsetType = UNSET
    reason: Reason = ""


Item = Create | Upsert | Edit | Delete


class Batch(Struct, forbid_unknown_fields=True):
    """What is to be done, in this order."""

    items: Annotated[list[Item], Meta(min_length=1, max_length=MOST)]


class Result(Struct, kw_only=True, forbid_unknown_fields=True):
    """What became of one item: the status that it would have had alone, and the link or the problem."""

    status: int
    link: Link | None = None
    problem: Problem | None = None


class Results(Struct, kw_only=True, forbid_unknown_fields=True):
    """One result for each item, in the same order."""

    done: int
    refused: int
    results: list[Result]


@operation(
    group="Links", method="POST", path="/batch", scope="links:write", action="write",
    about=f"Up to {MOST:,} changes of links, one after the other; one that is refused stops no other", body=Batch,
    most_bytes=MOST_BYTES, anew=True, answers={200: Answer("What became of each.", Results)},
)  # fmt: skip
def batch(body: Batch) -> Response:
    results = [result for some in _stretches(body.items) for result in _together(some)]
    done = sum(result.problem is None for result in results)
    return reply(Results(done=done, refused=len(results) - done, results=results))


def _stretches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """So few at once that nobody else waits long to write."""
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _together(items: Sequence[Item]) -> list[Result]:
    """In one transaction."""
    library = services().library
    try:
        with library.writing(caller().person.id) as editor:
            found = [_one(editor, item) for item in items]
        library.look_up_titles([done.link for done in found if isinstance(done, Done) and done.is_untitled])
        links = iter(told_links([done.link for done in found if isinstance(done, Done)]))
    except SQLAlchemyError:
        return [_refusal(503, AWAY, "away") for _ in items]
    return [Result(status=one.status, link=next(links)) if isinstance(one, Done) else one for one in found]


def _one(editor: Editor, item: Item) -> Done | Result:
    try:
        return _do(editor, item)
    except Refused as refused:
        return _refusal(status_of(refused), str(refused), refused.code, refused.field)


def _do(editor: Editor, item: Item) -> Done:
    if isinstance(item, Create):
        return changing.create(editor, item.link)
    place, check = Place(item.domain, item.slug), _still(editor, item.version)
    if isinstance(item, Upsert):
        return changing.upsert(editor, place, item.link, check)
    if isinstance(item, Edit):
        return changing.edit(editor, place, item.changes, check)
    return changing.delete(editor, place, item.reason, check)


def _still(editor: Editor, version: int | UnsetType) -> Check:
    def check(link: LinkView | None) -> None:
        if isinstance(version, int):
            if link is None:
                raise Refused("version", "stale", "There is no such link any more.")
            editor.check(link.id, version)

    return check


def _refusal(status: int, sentence: str, code: str, field: str = "") -> Result:
    return Result(status=status, problem=problem_of(status, sentence, code, field))
