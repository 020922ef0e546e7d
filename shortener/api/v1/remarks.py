"""/api/v1/links/{slug}/remarks: what people wrote on the chart of a link's clicks."""

from typing import Annotated

from flask import Response, abort
from msgspec import Meta, Struct

from shortener.accounts import people
from shortener.api.v1.asking import asked_link
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import caller, operation
from shortener.api.v1.links import DOMAIN, READ, WRITE
from shortener.api.v1.operations import Answer
from shortener.api.v1.shapes import Time, Told
from shortener.links import remarks
from shortener.links.tables import LONGEST_REMARK
from shortener.links.tables import Remark as Row
from shortener.reports.moments import iso_ms
from shortener.web.services import services

GONE = "There is no such remark."


class Remark(Struct, kw_only=True, forbid_unknown_fields=True):
    """`at` is the moment on the chart; `by` is who wrote it, null for the command line."""

    number: int
    at: Told
    words: str
    by: str | None
    created_at: Told


class NewRemark(Struct, kw_only=True, forbid_unknown_fields=True):
    """A few words at a moment, such as "Newsletter sent"."""

    at: Time
    words: Annotated[str, Meta(min_length=1, max_length=LONGEST_REMARK)]


class Remarks(Struct, forbid_unknown_fields=True):
    """All of one link, the latest moment first."""

    remarks: list[Remark]


@operation(
    group="Links", method="GET", path="/links/{slug}/remarks", scope=READ, query=(DOMAIN,), refusals=(404,),
    about="List what was written on the chart of its clicks", answers={200: Answer("The remarks.", Remarks)},
)  # fmt: skip
def list_remarks(slug: str) -> Response:
    link = asked_link(slug)
    with services().database.read() as session:
        names = people.names(session)
        return reply(Remarks([_told(row, names) for row in remarks.remarks_of(session, link.id)]))


@operation(
    group="Links", method="POST", path="/links/{slug}/remarks", scope=WRITE, action="write", query=(DOMAIN,),
    about="Write on the chart of its clicks", body=NewRemark, anew=True, answers={201: Answer("The remark.", Remark)},
    refusals=(404,),
)  # fmt: skip
def write_remark(slug: str, body: NewRemark) -> Response:
    link, at = asked_link(slug), round(body.at.timestamp() * 1000)
    with services().database.write() as session:
        made = remarks.add_remark(session, link.id, at, body.words, caller().person.id)
        return reply(_told(made, people.names(session)), 201)


@operation(
    group="Links", method="DELETE", path="/remarks/{number}", scope=WRITE, action="write",
    about="Take a remark off its chart", answers={200: Answer("The remark as it was.", Remark)}, refusals=(404,),
)  # fmt: skip
def remove_remark(number: int) -> Response:
    with services().database.read() as session:
        row = remarks.remark_of(session, number) or abort(404, GONE)
        was = _told(row, people.names(session))
    link = services().library.get(row.link_id)
    with services().database.write() as session:
        if not remarks.remove_remark(session, link.id, number):
            abort(404, GONE)
    return reply(was)


def _told(row: Row, names: dict[int, str]) -> Remark:
    by = names.get(row.made_by_id) if row.made_by_id is not None else None
    return Remark(number=row.id, at=iso_ms(row.at), words=row.words, by=by, created_at=iso_ms(row.created_at))
