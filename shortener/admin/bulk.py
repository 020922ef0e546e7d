"""Many links at once: a file or a pasted list comes in, and its batch shows what would happen."""

from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from typing import BinaryIO, cast

from flask import Response, request

from shortener.accounts.people import names
from shortener.accounts.roles import kept_to
from shortener.admin.forms import clean
from shortener.admin.frame import back_to, me, page, screen
from shortener.bulk import register
from shortener.bulk.pasted import pasted_rows
from shortener.bulk.rows import How
from shortener.bulk.steps import run
from shortener.bulk.table import BadFile, BadRow, Row, Table
from shortener.bulk.tables import CHECKING, FILE, LIST, Batch
from shortener.clock import now_ms
from shortener.links.errors import Refused
from shortener.sentences import Words
from shortener.web.services import services

MOST_BYTES = 4 << 20
SHOWN = 10
UNKNOWN = str(Words("an admin can add it under Domains"))


@screen("/bulk", "write")
def bulk() -> Response:
    return show_bulk(FILE)


@screen("/bulk/list", "write")
def bulk_list() -> Response:
    return show_bulk(LIST)


@screen("/bulk", "write", post=True)
def take_file() -> Response:
    request.max_content_length = MOST_BYTES
    sent = request.files.get("file")
    name = clean(sent.filename or "")[: register.NAME] if sent else ""
    if sent is None or not name:
        return show_bulk(FILE, {"file": Words("Choose a CSV file first.")})
    how = How(change=bool(request.form.get("change")), reason=_reason(), owner_id=me().id, unknown=UNKNOWN)
    try:
        with closing(sent):
            return check(FILE, name, how, Table(cast(BinaryIO, sent.stream)))
    except BadFile as error:
        return show_bulk(FILE, {"file": Words("%(file)s %(problem)s", file=name, problem=error.words)})
    except Refused as error:
        return show_bulk(FILE, {"file": error.words})


@screen("/bulk/list", "write", post=True)
def take_list() -> Response:
    text = request.form.get("list", "")
    try:
        return check(LIST, "A pasted list", How(nameless=True, owner_id=me().id, unknown=UNKNOWN), pasted_rows(text))
    except Refused as error:
        return show_bulk(LIST, {"list": error.words})


def check(kind: str, name: str, how: How, rows: Iterable[Row | BadRow]) -> Response:
    """To the page of a new batch, which shows what would happen. Raises Refused, BadFile."""
    kept, now = (
        list(islice(rows, register.MOST_ROWS + 1)),
        now_ms(),
    )  # before anybody has to wait for this to be written
    spoken = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    with services().database.write() as session:
        batch = Batch(kind=kind, name=spoken, state=CHECKING, how=register.said(how), most=0, made_by_id=me().id)
        batch.acting_id, batch.made_at, batch.changed_at = me().id, now, now
        register.make(session, batch, kept)
        register.queue(session, batch, now)
    forward(batch)
    return back_to("admin.batch", batch_id=batch.id)


def forward(batch: Batch) -> None:
    """Does the step that the batch has begun, where that takes no time to speak of; else the queue does."""
    if batch.most <= register.QUICK:
        run(services().database, services().library, batch)


def show_bulk(kind: str, problems: dict[str, str] | None = None, **more: object) -> Response:
    """One of the ways in, and the batches that there were."""
    with services().database.read() as session:
        batches, people = register.latest(session, SHOWN, kept_to(me())), names(session)
    return page(
        "bulk",
        422 if problems else 200,
        kind=kind,
        batches=batches,
        people=people,
        most_rows=register.MOST_ROWS,
        megabytes=MOST_BYTES >> 20,
        problems=problems or {},
        focus=next(iter(problems or {}), ""),
        typed=request.form,
        **more,
    )


def _reason() -> str:
    return clean(request.form.get("reason", ""))[:500]
