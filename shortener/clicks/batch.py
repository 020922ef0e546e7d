"""Rows of a journal, sorted by what becomes of them: clicks, misses, and those set aside."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from shortener.clicks.agents import digest_of
from shortener.clicks.columns import EMPTY_ROW, Clicks
from shortener.clicks.portions import pieces
from shortener.clicks.steps import Aside, Drafts, Row, Steps, run_steps
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
    positions: list[int] = []
    visits: list[Visit] = []
    for position, body in rows:
        try:
            visit = decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            _put_aside(batch, Aside(position, "unreadable", str(error)))
            continue
        if visit.outcome == GO:
            positions.append(position)
            visits.append(visit)
        elif is_possible(visit.at):
            batch.misses.append(visit)
        else:
            _put_aside(batch, Aside(position, CLOCK, ""))
    return fill(batch, drafts_in(batch, positions, visits, node), steps, figures)


def drafts_in(batch: Batch, positions: Sequence[int], visits: Sequence[Visit], node: str) -> Drafts:
    """Visits on their way to rows, their agents noted in the batch."""
    empty = {**EMPTY_ROW, "node": node}
    return Drafts(positions, visits, [{**empty, "agent": _agent(batch, visit.agent)} for visit in visits])


def fill(batch: Batch, drafts: Drafts, steps: Steps, figures: Figures) -> Sequence[Row]:
    """Runs the steps; the rows of what they keep."""
    rows, asides = run_steps(drafts, figures, steps)
    for aside in asides:
        _put_aside(batch, aside)
    return rows


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
