"""Batches and their rows: made, found, counted, begun on a next step, and forgotten in the end."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from shortener import work
from shortener.bulk.rows import CHANGED, CREATED, REFUSED, How
from shortener.bulk.table import BadRow, Row
from shortener.bulk.tables import (
    APPLIED,
    APPLYING,
    CHECKING,
    DONE,
    READY,
    STOPPED,
    UNDOING,
    UNDONE,
    Batch,
    BatchRow,
)
from shortener.links.errors import Refused
from shortener.sentences import Number, Words

BULK = "bulk"  # the job that does what a request had no time for
MOST_ROWS = 10_000
AT_ONCE = 500
NAME = 200
QUICK = 100  # rows that a request does itself; the queue looks later whether it came to the end
PATIENCE_MS = 60_000
# The steps that a batch can begin, and the states in which it may.
BEGUN = {CHECKING: (READY, UNDONE, STOPPED), APPLYING: (READY,), UNDOING: (APPLIED,)}

DOUBTFUL = (BatchRow.verdict == CREATED, BatchRow.outcome == "", BatchRow.reason != "")


def make(session: Session, batch: Batch, rows: Iterable[Row | BadRow]) -> None:
    """Keeps its rows. Raises Refused for none and for more than MOST_ROWS."""
    session.add(batch)
    session.flush()
    numbered = enumerate(rows, 1)
    while some := list(islice(numbered, AT_ONCE)):
        if some[-1][0] > MOST_ROWS:
            raise Refused(
                "file",
                "many",
                Words("More than %(most)s rows can’t be taken at once; divide them.", most=Number(MOST_ROWS)),
            )
        session.execute(insert(BatchRow), [_kept(batch.id, number, row) for number, row in some])
        batch.most = some[-1][0]
    if not batch.most:
        raise Refused("file", "none", Words("There is no row in it, so nothing was done."))


def find(session: Session, batch_id: int, only: int | None = None) -> Batch | None:
    """Of a person's own ones alone where somebody sees `only` those."""
    batch = session.get(Batch, batch_id)
    return batch if batch and only in {None, batch.made_by_id} else None


def latest(session: Session, most: int, only: int | None = None) -> Sequence[Batch]:
    mine = () if only is None else (Batch.made_by_id == only,)
    return session.scalars(select(Batch).where(*mine).order_by(Batch.id.desc()).limit(most)).all()


def counts(session: Session, batch_id: int) -> dict[tuple[str, str], int]:
    """How many rows there are of each verdict and outcome."""
    by = (BatchRow.verdict, BatchRow.outcome)
    rows = session.execute(select(*by, func.count()).where(BatchRow.batch_id == batch_id).group_by(*by))
    return {(verdict, outcome): count for verdict, outcome, count in rows}


def doubtful(session: Session, batch_id: int) -> int:
    """How many rows would make a link of which something speaks against the slug."""
    return session.scalar(select(func.count()).where(BatchRow.batch_id == batch_id, *DOUBTFUL)) or 0


def rows_of(
    session: Session,
    batch_id: int,
    after: int,
    most: int,
    *,
    verdict: str = "",
    outcomes: Sequence[str] = (),
    doubtful: bool = False,
) -> Sequence[BatchRow]:
    """Those behind a number, in order; of one verdict, of some outcomes, or those that deserve a look beforehand."""
    wanted = select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.number > after)
    if verdict:
        wanted = wanted.where(BatchRow.verdict == verdict)
    if outcomes:
        wanted = wanted.where(BatchRow.outcome.in_(outcomes))
    if doubtful:
        wanted = wanted.where(*DOUBTFUL)
    return session.scalars(wanted.order_by(BatchRow.number).limit(most)).all()


def every_row(session: Session, batch_id: int) -> Iterator[BatchRow]:
    after = 0
    while page := rows_of(session, batch_id, after, AT_ONCE):
        yield from page
        after = page[-1].number


def begin(session: Session, batch: Batch, step: str, by: int, now: int) -> None:
    """Takes the batch to a step, once however often that is asked. Raises Refused where it is in none to begin it in.

    The queue goes on with it, should whoever asked not get to the end.
    """
    taken = session.connection().execute(
        update(Batch)
        .where(Batch.id == batch.id, Batch.state.in_(BEGUN[step]))
        .values(state=step, done=0, most=_most(session, batch, step), acting_id=by, changed_at=now, error="")
    )
    if not taken.rowcount:
        raise Refused("batch", "stale", Words("Somebody was quicker: look at what became of these rows."))
    if step == CHECKING:
        rows = update(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.asked != "")
        session.execute(
            rows.values(verdict="", outcome="", reason="", changes="[]", link_id=None, version=None),
            execution_options={"synchronize_session": False},
        )
    session.refresh(batch)
    queue(session, batch, now)


def queue(session: Session, batch: Batch, now: int) -> None:
    due_at = now + PATIENCE_MS if batch.most <= QUICK else now
    work.add(session, BULK, {"batch": batch.id}, due_at, key=_key(batch))


def end(session: Session, batch: Batch, state: str, error: str, now: int) -> None:
    """Of the step that the batch is in, unless it has ended already."""
    session.execute(
        update(Batch)
        .where(Batch.id == batch.id, Batch.state == batch.state)
        .values(state=state, error=error, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    work.drop(session, _key(batch))


def prune(session: Session, before: int) -> None:
    """Forgets batches made before a moment, and with them the way back."""
    old = select(Batch.id).where(Batch.made_at < before)
    session.execute(delete(BatchRow).where(BatchRow.batch_id.in_(old)))
    session.execute(delete(Batch).where(Batch.made_at < before))


def said(how: How) -> str:
    """As a batch keeps it."""
    return msgspec.json.encode(how).decode()


def how_of(batch: Batch) -> How:
    return msgspec.json.decode(batch.how, type=How)


def _key(batch: Batch) -> str:
    return f"{BULK}:{batch.id}:{batch.state}"


def _most(session: Session, batch: Batch, step: str) -> int:
    told = counts(session, batch.id).items()
    if step == UNDOING:
        return sum(count for (verdict, outcome), count in told if outcome == DONE and verdict in {CREATED, CHANGED})
    return sum(count for (verdict, _), count in told if step == CHECKING or verdict != REFUSED)


def _kept(batch_id: int, number: int, row: Row | BadRow) -> dict[str, object]:
    kept: dict[str, object] = dict.fromkeys(("outcome", "domain", "slug", "target", "reason", "verdict", "asked"), "")
    kept |= {"batch_id": batch_id, "number": number, "line": row.line, "changes": "[]"}
    if isinstance(row, BadRow):
        return kept | {"verdict": REFUSED, "reason": row.reason}
    seen = {name: row.cells.get(name, "") for name in ("domain", "slug", "target")}
    return kept | seen | {"asked": msgspec.json.encode(row.cells).decode()}
