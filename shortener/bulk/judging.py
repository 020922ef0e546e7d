"""The dry run of a batch: what each row will do, found out by doing it and undoing it."""

from collections.abc import Callable

import msgspec
from sqlalchemy.orm import Session

from shortener.bulk.doubts import Doubts
from shortener.bulk.register import how_of, rows_of
from shortener.bulk.rehearsal import rehearsed
from shortener.bulk.repoint import Repoint
from shortener.bulk.rows import Outcome, Rows
from shortener.bulk.table import Row
from shortener.bulk.tables import CHECKING, REPLACE, Batch, BatchRow
from shortener.links.library import Library
from shortener.stores import Database

AT_ONCE = 100  # nobody else can write links meanwhile


def judge(database: Database, library: Library, batch: Batch, stopped: Callable[[], bool]) -> bool:
    """From the first row on: what stands twice is seen. False when told to stop before the end."""
    how = how_of(batch)
    judge_of = Repoint(how) if batch.kind == REPLACE else Rows(library, how)
    after, doubts = 0, Doubts(library)
    while not stopped():
        with database.read() as session:
            rows = rows_of(session, batch.id, after, AT_ONCE)
        if not rows:
            return True
        with rehearsed(library, batch.acting_id) as editor:
            found = [(row.number, judge_of.take(editor, _row(row))) for row in rows if row.asked]
        after, told = rows[-1].number, doubts.told(found)
        with database.write() as session:
            _keep(session, batch.id, after, told)
    return False


def _keep(session: Session, batch_id: int, done: int, found: list[tuple[int, Outcome]]) -> None:
    batch = session.get_one(Batch, batch_id)
    if batch.state != CHECKING:  # another one has come to the end of it before
        return
    batch.done = done
    for number, outcome in found:
        row = session.get_one(BatchRow, (batch_id, number))
        row.verdict, row.reason = outcome.verdict, outcome.reason
        row.domain, row.slug, row.target = outcome.domain, outcome.slug, outcome.target
        row.changes = msgspec.json.encode(outcome.changes).decode()
        row.link_id = outcome.link.id if outcome.link else None
        row.version = outcome.link.version if outcome.link else None


def _row(row: BatchRow) -> Row:
    return Row(row.line, msgspec.json.decode(row.asked, type=dict[str, str]))
