"""The one way in which a stored click changes its class: row, counts and the log of moves, in one transaction."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.orm import Session

from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.recount import log
from shortener.clicks.recount.rows import Kept, as_columns, write
from shortener.clicks.rollups import move_all


def move(session: Session, calendar: Calendar, before: Sequence[Kept], after: Sequence[Kept], why: log.Why) -> int:
    """How many clicks have another class or reason now. The caller's transaction holds the zone and these rows.

    `after` are the rows of `before`, in the same order, as they shall be.
    """
    both = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    write(session, [new for _, new in both])
    counted = [pair for pair in both if pair[0].counted != pair[1].counted]
    old, new = ([pair[side] for pair in counted] for side in (0, 1))
    move_all(session, as_columns(old), as_columns(new), calendar)
    moves = tally(both)
    log.add(session, calendar.day_of(why.now // QUARTER_MS), why, moves)
    return moves.total()


def tally(pairs: Sequence[tuple[Kept, Kept]]) -> Counter[log.Move]:
    """How many clicks go from which class and reason to which; those that stay aren't counted."""
    moves = Counter((old.visitor_class, old.reason or "", new.visitor_class, new.reason or "") for old, new in pairs)
    return Counter({move: clicks for move, clicks in moves.items() if move[:2] != move[2:]})
