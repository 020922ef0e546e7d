"""Does what the dry run of a batch said, and nothing else: what changed in between is left as it is and told."""

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from shortener.bulk.drafts import draft_of, edit_of
from shortener.bulk.register import how_of
from shortener.bulk.rows import CHANGED, CREATED, UNCHANGED, How
from shortener.bulk.table import Row
from shortener.bulk.tables import DONE, LEFT, SAME, Batch, BatchRow
from shortener.links.editor import Editor
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.views import LinkView

AT_ONCE = 50  # rows in one transaction, in which nobody else can write links
Changes = tuple[tuple[str, object, object], ...]


def apply_some(library: Library, batch: Batch) -> bool:
    """The next rows; False when there was none left. Their outcomes are kept in the transaction that changes links."""
    how, made = how_of(batch), list[LinkView]()
    with library.writing(batch.acting_id) as editor:
        rows = editor.session.scalars(
            select(BatchRow)
            .where(BatchRow.batch_id == batch.id, BatchRow.outcome == "")
            .where(BatchRow.verdict.in_((CREATED, CHANGED, UNCHANGED)))
            .order_by(BatchRow.number)
            .limit(AT_ONCE)
        ).all()
        for row in rows:
            link = _applied(editor, row, how)
            if link and row.verdict == CREATED:
                made.append(link)
        editor.session.get_one(Batch, batch.id).done += len(rows)
    if how.nameless:
        library.look_up_titles(made)
    return bool(rows)


def changes_of(row: BatchRow) -> Changes:
    return msgspec.json.decode(row.changes, type=Changes)


def _applied(editor: Editor, row: BatchRow, how: How) -> LinkView | None:
    try:
        link = _step(editor, row, how)
    except Refused as error:
        row.outcome, row.reason = LEFT, str(error).removesuffix(".")
        return None
    row.outcome = SAME if row.verdict == UNCHANGED else DONE
    if link:
        row.link_id, row.version, row.slug, row.domain = link.id, link.version, link.slug, link.domain
    return link


def _step(editor: Editor, row: BatchRow, how: How) -> LinkView | None:
    if row.verdict == CHANGED and row.link_id is not None:
        return editor.edit(row.link_id, edit_of(changes_of(row)), reason=how.reason, version=row.version)
    cells = Row(row.line, msgspec.json.decode(row.asked, type=dict[str, str]))
    if row.verdict == UNCHANGED:
        return _there(editor, row, cells)
    return editor.create(replace(draft_of(cells, nameless=how.nameless), owner_id=how.owner_id))


def _there(editor: Editor, row: BatchRow, cells: Row) -> LinkView | None:
    """The link that a row needn't make: one from before, or of a row above."""
    if row.link_id is not None:
        return editor.look(row.link_id)
    if row.slug:
        return editor.find(row.domain, row.slug)
    return next(iter(editor.by_target(row.domain, cells.cells["target"])), None)
