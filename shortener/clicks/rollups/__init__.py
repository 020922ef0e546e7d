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
    Rollup("link quarters", quarters.fold_link_quarters, quarters.add_link_quarters, quarters.move_link_quarters),
    Rollup("site quarters", quarters.fold_site_quarters, quarters.add_site_quarters, quarters.move_site_quarters),
    Rollup("day links", links.fold_day_links, links.add_day_links, links.move_day_links),
    Rollup("link days", days.fold_link_days, days.add_link_days, days.move_link_days),
    Rollup("site days", days.fold_site_days, days.add_site_days, days.move_site_days),
    Rollup("link visitors", visitors.fold_link_visitors, visitors.add_link_visitors, gone.move_link_visitors),
    Rollup("site visitors", visitors.fold_site_visitors, visitors.add_site_visitors, gone.move_site_visitors),
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
