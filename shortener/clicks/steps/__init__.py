"""What is made of a visit before it is stored: a named list of pure steps, in order.

A step fills columns of the click row. A reason that it returns sets the visit aside, typed and counted.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, NamedTuple

from shortener.clicks.steps.figures import Figures
from shortener.clicks.steps.kind import classify
from shortener.clicks.steps.language import read_language
from shortener.clicks.steps.network import read_network
from shortener.clicks.steps.referrer import read_referrer
from shortener.clicks.steps.request import read_request
from shortener.clicks.steps.sanity import check_sanity
from shortener.journal.visit import Visit

Row = dict[str, Any]
Step = Callable[[Visit, Row], str | None]

STEPS: tuple[tuple[str, Step], ...] = (
    ("sanity", check_sanity),
    ("request", read_request),
    ("network", read_network),
    ("referrer", read_referrer),
    ("language", read_language),
    ("class", classify),
)


class Draft(NamedTuple):
    """A visit on its way to a click row."""

    position: int
    visit: Visit
    row: Row


class Aside(NamedTuple):
    """A visit that won't be a click: where it stands in its journal, and the typed reason."""

    position: int
    reason: str
    detail: str


def run_steps(
    drafts: Sequence[Draft], figures: Figures, steps: Sequence[tuple[str, Step]] = STEPS
) -> tuple[Sequence[Draft], list[Aside]]:
    """Fills the rows, step by step over all of them, so that a step is timed once; what is left, and what isn't.

    Where a step keeps one visit back, it is done again visit by visit: as it is pure, it does the same.
    """
    asides: list[Aside] = []
    for name, step in steps:
        began, known, seen = perf_counter(), len(asides), len(drafts)
        try:
            is_kept = not any(step(visit, row) for _, visit, row in drafts)
        except Exception:
            is_kept = False
        if not is_kept:
            drafts = [draft for draft in drafts if _keeps(name, step, draft, asides)]
        figures.add(name, seen, len(asides) - known, perf_counter() - began)
    return drafts, asides


def _keeps(name: str, step: Step, draft: Draft, asides: list[Aside]) -> bool:
    """A step that breaks on one visit costs that visit, never all that wait behind it."""
    try:
        reason, detail = step(draft.visit, draft.row), ""
    except Exception as error:
        reason, detail = "broken-step", f"{name}: {type(error).__name__}"
    if reason is not None:
        asides.append(Aside(draft.position, reason, detail))
    return reason is None
