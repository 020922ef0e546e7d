"""Rows of a journal, sorted by what becomes of them: clicks, misses, and those set aside."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from shortener.clicks.agents import digest_of
from shortener.clicks.columns import EMPTY_ROW, Clicks
from shortener.clicks.portions import pieces
from shortener.clicks.steps import Aside, Draft, Row, Steps, run_steps
from shortener.clicks.steps.figures import Figures
from shortener.clicks.steps.sanity import CLOCK, is_possible
from shortener.journal.files import Row as JournalRow
from shortener.journal.visit import Visit, decode
from shortener.redirect.decide import GO

LONGEST_DETAIL = 500
PIECE = 500  # rows that the steps see at a time: twenty-five values of each are more than a processor keeps near


@dataclass
class Batch:
    """What one read of a journal, at a moment in ms, holds.

    `last` is the position of its last row, `skipped` are positions of none.
    """

    last: int
    read_at: int
    skipped: int = 0
    clicks: Clicks = field(default_factory=Clicks)
    misses: list[Visit] = field(default_factory=list)
    set_aside: list[Row] = field(default_factory=list)
    agents: dict[bytes, str] = field(default_factory=dict)


def make_batch(rows: Sequence[JournalRow], node: str, now: int, steps: Steps, figures: Figures) -> Batch:
    """Runs the steps over rows of (position, body), some at a time."""
    batch = Batch(rows[-1][0], now)
    batch.clicks = Clicks(sort_in(batch, piece, node, steps, figures) for piece in pieces(rows, PIECE))
    return batch


def sort_in(batch: Batch, rows: Sequence[JournalRow], node: str, steps: Steps, figures: Figures) -> Sequence[Row]:
    """Some of a batch's rows, of which all but the clicks are put into the batch; the clicks are what is returned."""
    drafts: list[Draft] = []
    for position, body in rows:
        try:
            visit = decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            _put_aside(batch, Aside(position, "unreadable", str(error)))
            continue
        if visit.outcome == GO:
            drafts.append(draft_in(batch, position, visit, node))
        elif is_possible(visit.at):
            batch.misses.append(visit)
        else:
            _put_aside(batch, Aside(position, CLOCK, ""))
    return fill(batch, drafts, steps, figures)


def draft_in(batch: Batch, position: int, visit: Visit, node: str) -> Draft:
    """A visit on its way to a row, its agent noted in the batch."""
    return Draft(position, visit, {**EMPTY_ROW, "node": node, "agent": _agent(batch, visit.agent)})


def fill(batch: Batch, drafts: Sequence[Draft], steps: Steps, figures: Figures) -> Sequence[Row]:
    """Runs the steps; the rows of what they keep."""
    kept, asides = run_steps(drafts, figures, steps)
    for aside in asides:
        _put_aside(batch, aside)
    return [draft.row for draft in kept]


def refused(row: JournalRow, now: int, error: Exception) -> Batch:
    """A batch of one row that the database doesn't take."""
    batch = Batch(row[0], now)
    _put_aside(batch, Aside(row[0], "refused", type(error).__name__))
    return batch


def _agent(batch: Batch, agent: str) -> bytes | None:
    """The digest by which the agent is found; no agent is none."""
    if not agent:
        return None
    digest = digest_of(agent)
    if digest not in batch.agents:
        batch.agents[digest] = agent.replace("\0", "")
    return digest


def _put_aside(batch: Batch, aside: Aside) -> None:
    row = {"position": aside.position, "reason": aside.reason, "detail": aside.detail[:LONGEST_DETAIL]}
    batch.set_aside.append(row | {"set_aside_at": batch.read_at})
