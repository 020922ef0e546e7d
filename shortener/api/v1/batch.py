"""POST /api/v1/batch: up to 1,000 changes of links in one request, each told by itself."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from flask import Response
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace
from sqlalchemy.exc import SQLAlchemyError

from shortener.api.v1.bodies import reply
from shortener.api.v1.changing import Done, Place, Wanted, creation, deletion, do_all, edition, upsertion
from shortener.api.v1.door import caller, operation
from shortener.api.v1.giving import told_links
from shortener.api.v1.operations import Answer
from shortener.api.v1.refusals import status_of
from shortener.api.v1.shapes import Changes, Link, NewLink, PutLink, Reason, SlugText
from shortener.links.drafts import Draft
from shortener.links.errors import Refused
from shortener.links.many import ManyEditor
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


Addressed = Upsert | Edit | Delete
Item = Create | Addressed


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
            found = [done for some in _apart(editor, items) for done in _each(editor, some)]
        library.look_up_titles([done.link for done in found if isinstance(done, Done) and done.is_untitled])
        links = iter(told_links([done.link for done in found if isinstance(done, Done)]))
    except SQLAlchemyError:
        return [Result(status=503, problem=problem_of(503, AWAY, "away")) for _ in items]
    return [Result(status=one.status, link=next(links)) if isinstance(one, Done) else _refusal(one) for one in found]


def _apart(editor: ManyEditor, items: Sequence[Item]) -> Iterator[list[Item]]:
    """Stretches in which no slug comes twice, so that nothing in one waits for anything else in it."""
    some, seen = list[Item](), set[tuple[int, str]]()
    for item in items:
        spot = _spot(editor, item)
        if spot in seen or any(map(_is_rename, (item, *some[-1:]))):
            yield some
            some, seen = [], set()
        some.append(item)
        seen |= {spot} if spot[1] else set()
    yield some


def _spot(editor: ManyEditor, item: Item) -> tuple[int, str]:
    if isinstance(item, Create):
        return editor.spot(item.link.domain, item.link.slug)
    return editor.spot(item.domain, item.slug)


def _is_rename(item: Item) -> bool:
    return isinstance(item, Edit) and item.changes.slug is not UNSET


def _each(editor: ManyEditor, items: Sequence[Item]) -> list[Done | Refused]:
    """Of different slugs; where two lead to one link, which happens to aliases, one after the other."""
    found = _found(editor, items)
    ids = [link.id for link in found if link]
    if len(ids) > len(set(ids)):
        return [done for item in items for done in _each(editor, [item])]
    wanted = [_wanted(item, link) for item, link in zip(items, found, strict=True)]
    done = iter(do_all(editor, [one for one in wanted if not isinstance(one, Refused)]))
    return [one if isinstance(one, Refused) else next(done) for one in wanted]


def _found(editor: ManyEditor, items: Sequence[Item]) -> list[LinkView | None]:
    """The link that each is about; None for a new one."""
    spots = [(0, "") if isinstance(item, Create) else _spot(editor, item) for item in items]
    links = editor.find_each({spot for spot in spots if spot[1]})
    return [links.get(spot) for spot in spots]


def _wanted(item: Item, found: LinkView | None) -> Wanted | Refused:
    try:
        return _asked(item, found)
    except Refused as refused:
        return refused


def _asked(item: Item, found: LinkView | None) -> Wanted:
    if isinstance(item, Create):
        return creation(item.link)
    wanted = _asked_at(Place(item.domain, item.slug), item, found)
    if item.version is UNSET:
        return wanted
    if isinstance(wanted, Draft):
        raise Refused("version", "stale", "There is no such link any more.")
    return replace(wanted, version=item.version)


def _asked_at(place: Place, item: Addressed, found: LinkView | None) -> Wanted:
    if isinstance(item, Upsert):
        return upsertion(found, place, item.link)
    if isinstance(item, Edit):
        return edition(found, place, item.changes)
    return deletion(found, place, item.reason)


def _refusal(refused: Refused) -> Result:
    status = status_of(refused)
    return Result(status=status, problem=problem_of(status, str(refused), refused.code, refused.field))
