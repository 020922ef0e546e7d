"""One batch: what each row would do, its way through the queue, what became of it, and the way back."""

from collections.abc import Iterator
from typing import Any

import msgspec
from flask import Response, abort, request
from sqlalchemy.orm import Session

from shortener.accounts.people import names
from shortener.accounts.roles import kept_to
from shortener.admin.batchtold import MOST_LISTED, Tally, listed, rows_shown, tally_of
from shortener.admin.bulk import forward
from shortener.admin.frame import back_to, me, page, screen, wants_part, zone
from shortener.admin.one import LARGEST_ID, id_in
from shortener.bulk import register
from shortener.bulk.rows import CHANGED, CREATED, REFUSED, UNCHANGED
from shortener.bulk.tables import APPLIED, APPLYING, CHECKING, KEPT, LEFT, LIST, RUNNING, UNDOING, Batch
from shortener.clock import now_ms
from shortener.links.errors import Refused
from shortener.sentences import Words
from shortener.web.downloads import file_of_lines
from shortener.web.services import Services, services

PER_PAGE = 100
DOUBTFUL = "look"
SHOWN = {
    "": ((), "", Words("All")),
    "new": ((), CREATED, Words("New")),
    "changed": ((), CHANGED, Words("Changed")),
    "same": ((), UNCHANGED, Words("There already")),
    DOUBTFUL: ((), CREATED, Words("Worth a look")),
    "refused": ((), REFUSED, Words("Refused")),
    "left": ((LEFT, KEPT), "", Words("Left as it is")),
}


class FileRow(msgspec.Struct, frozen=True):
    """A row as its file has it; `changes` reads "name: before → after"."""

    line: int
    verdict: str
    outcome: str
    short_url: str
    domain: str
    slug: str
    target: str
    changes: str
    reason: str


@screen("/bulk/<int:batch_id>", "write")
def batch(batch_id: int) -> Response:
    return _show(batch_id)


@screen("/bulk/<int:batch_id>/apply", "write", post=True)
def apply_batch(batch_id: int) -> Response:
    return _begin(batch_id, APPLYING)


@screen("/bulk/<int:batch_id>/undo", "write", post=True)
def undo_batch(batch_id: int) -> Response:
    return _begin(batch_id, UNDOING)


@screen("/bulk/<int:batch_id>/check", "write", post=True)
def check_batch(batch_id: int) -> Response:
    return _begin(batch_id, CHECKING, "checked")


@screen("/bulk/<int:batch_id>.csv", "write")
def batch_file(batch_id: int) -> Response:
    own = services()
    with own.database.read() as session:
        _found(session, batch_id)
    return file_of_lines(_file_rows(own, batch_id), FileRow.__struct_fields__, f"batch-{batch_id}", zone())


def _begin(batch_id: int, step: str, done: str = "") -> Response:
    try:
        with services().database.write() as session:
            begun = _found(session, batch_id)
            register.begin(session, begun, step, me().id, now_ms())
    except Refused as error:
        return _show(batch_id, {"batch": error.words})
    forward(begun)
    return back_to("admin.batch", done if begun.most <= register.QUICK else "", batch_id=batch_id)


def _show(batch_id: int, problems: dict[str, str] | None = None) -> Response:
    shown = request.args.get("show", "")
    outcomes, verdict, _ = SHOWN.get(shown, SHOWN[""])
    after = id_in(request.args.get("after", "")) or 0
    with services().database.read() as session:
        one = _found(session, batch_id)
        told = tally_of(register.counts(session, batch_id), register.doubtful(session, batch_id))
        chosen: dict[str, Any] = {"verdict": verdict, "outcomes": outcomes, "doubtful": shown == DOUBTFUL}
        rows = register.rows_of(session, batch_id, after, PER_PAGE + 1, **chosen)
        people = names(session)
        urls = listed(session, one, services().settings) if one.kind == LIST and one.state == APPLIED else []
    return page(
        "batchpart" if wants_part("batch") else "batch",
        409 if problems else 200,
        batch=one,
        how=register.how_of(one),
        running=one.state in RUNNING,
        tally=told,
        shown=shown if shown in SHOWN else "",
        choices=_choices(told),
        rows=rows_shown(rows[:PER_PAGE], services().settings),
        next=rows[PER_PAGE - 1].number if len(rows) > PER_PAGE else 0,
        after=after,
        people=people,
        urls=urls,
        most_listed=MOST_LISTED,
        problems=problems or {},
    )


def _choices(told: Tally) -> list[tuple[str, str, int]]:
    counted = {
        "": told.rows,
        "new": told.new,
        "changed": told.changed,
        "same": told.same,
        DOUBTFUL: told.doubtful,
        "refused": told.refused,
        "left": told.left,
    }
    return [(key, SHOWN[key][2], count) for key, count in counted.items() if count]


def _found(session: Session, batch_id: int) -> Batch:
    return register.find(session, min(batch_id, LARGEST_ID), kept_to(me())) or abort(404)


def _file_rows(own: Services, batch_id: int) -> Iterator[FileRow]:
    with own.database.read() as session:
        for shown in rows_shown(register.every_row(session, batch_id), own.settings):
            row = shown.row
            changes = "; ".join(f"{name}: {before} → {after}" for name, before, after in shown.changes)
            told = (row.line, row.verdict, row.outcome, shown.url, row.domain, row.slug, row.target)
            yield FileRow(*told, changes, row.reason)
