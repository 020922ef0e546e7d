"""Takes back what a batch did, the last row first: what somebody changed since stays as it is and is told."""

from collections.abc import Sequence

from sqlalchemy import select

from shortener.bulk.applying import AT_ONCE, changes_of
from shortener.bulk.drafts import edit_of
from shortener.bulk.rows import CHANGED, CREATED
from shortener.bulk.tables import DONE, KEPT, TAKEN_BACK, Batch, BatchRow
from shortener.links.editor import Editor
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.reports.totals import totals

UNDONE = "Undone"  # the printed lock wants a reason; who takes back what was done need not think of one


def undo_some(library: Library, batch: Batch) -> bool:
    """The next rows; False when there was none left."""
    with library.writing(batch.acting_id) as editor:
        rows = editor.session.scalars(
            select(BatchRow)
            .where(BatchRow.batch_id == batch.id, BatchRow.outcome == DONE)
            .where(BatchRow.verdict.in_((CREATED, CHANGED)))
            .order_by(BatchRow.number.desc())
            .limit(AT_ONCE)
        ).all()
        clicked = _clicked(editor, rows)
        for row in rows:
            _undo(editor, row, keep_slug=row.link_id in clicked)
        editor.session.get_one(Batch, batch.id).done += len(rows)
    return bool(rows)


def _clicked(editor: Editor, rows: Sequence[BatchRow]) -> set[int]:
    counts = totals(editor.session, [row.link_id for row in rows if row.link_id is not None])
    return {link_id for link_id, count in counts.items() if count.clicks}


def _undo(editor: Editor, row: BatchRow, *, keep_slug: bool) -> None:
    try:
        _step(editor, row, keep_slug=keep_slug)
    except Refused as error:
        row.outcome, row.reason = KEPT, str(error).removesuffix(".")
    else:
        row.outcome = TAKEN_BACK


def _step(editor: Editor, row: BatchRow, *, keep_slug: bool) -> None:
    """A slug that nobody used yet is free again, so that the rows can come once more, mended."""
    link_id = row.link_id or 0
    editor.check(link_id, row.version)
    if row.verdict == CHANGED:
        editor.edit(link_id, edit_of(changes_of(row), back=True), reason=UNDONE)
        return
    gone = editor.delete(link_id, reason=UNDONE)
    if not keep_slug:
        editor.free(gone.domain, gone.slug)
