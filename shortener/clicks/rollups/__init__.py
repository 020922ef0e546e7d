"""The counts that reports read, one small file each: a batch is folded in memory, then added to a table at once."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.rollups import days, gone, links, quarters, totals, visitors
from shortener.clicks.steps.figures import Figures


class Rollup(NamedTuple):
    """`fold` is pure and runs before the transaction; `add` takes what it gave, in the caller's transaction.

    `move` takes what it gave of the same clicks before and after something about them changed, once the rows say so.
    """

    name: str
    fold: Callable[[Clicks, Calendar], Any]
    add: Callable[[Session, Any], None]
    move: Callable[[Session, Any, Any, Calendar], None]


ROLLUPS = (
    Rollup("totals", totals.fold_totals, totals.add_totals, totals.move_totals),
    Rollup("quarters", quarters.fold_quarters, quarters.add_quarters, quarters.move_quarters),
    Rollup("day links", links.fold_day_links, links.add_day_links, links.move_day_links),
    Rollup("days", days.fold_days, days.add_days, days.move_days),
    Rollup("visitors", visitors.fold_visitors, visitors.add_visitors, gone.move_visitors),
)
OF_A_DAY = ROLLUPS[1:]
Folded = list[tuple[Rollup, Any]]


def fold_all(clicks: Clicks, calendar: Calendar, figures: Figures, rollups: Sequence[Rollup] = ROLLUPS) -> Folded:
    """What a batch adds to each rollup."""
    folded = []
    for rollup in rollups if clicks else ():
        with figures.timed(f"fold {rollup.name}", len(clicks)):
            folded.append((rollup, rollup.fold(clicks, calendar)))
    return folded


def add_all(session: Session, folded: Folded, visits: int, figures: Figures) -> None:
    """Adds it, in the caller's transaction."""
    for rollup, amounts in folded:
        with figures.timed(f"add {rollup.name}", visits):
            rollup.add(session, amounts)


def move_all(session: Session, before: Clicks, after: Clicks, calendar: Calendar) -> None:
    """The same clicks, in the same order, as they were counted and as their rows are now."""
    for rollup in ROLLUPS if before else ():
        rollup.move(session, rollup.fold(before, calendar), rollup.fold(after, calendar), calendar)
