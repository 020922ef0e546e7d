"""What is made of a visit before it is stored: a named list of pure steps, in order.

A step fills columns of the click row. A reason that it returns sets the visit aside, typed and counted.
"""

from collections.abc import Callable, Collection, Sequence
from time import perf_counter
from typing import Any, NamedTuple, Self

from shortener.clicks.days import Calendar
from shortener.clicks.places import CountryOf, registered_country
from shortener.clicks.steps.agent import read_browser
from shortener.clicks.steps.campaign import read_campaign
from shortener.clicks.steps.country import country_step
from shortener.clicks.steps.figures import Figures
from shortener.clicks.steps.kind import classify
from shortener.clicks.steps.language import read_language
from shortener.clicks.steps.network import read_network
from shortener.clicks.steps.privacy import FIELDS, privacy_step
from shortener.clicks.steps.referrer import channel_step, read_referrer
from shortener.clicks.steps.request import read_request
from shortener.clicks.steps.sanity import check_sanity
from shortener.clicks.steps.visitor import SaltOf, visitor_step
from shortener.journal.visit import Visit

Row = dict[str, Any]
Step = Callable[[Visit, Row], str | None]
Steps = Sequence[tuple[str, Step]]


class Knowledge(NamedTuple):
    """What steps know beyond the visit itself; handed in, so that they stay pure.

    `own_sites` are canonical hosts of the organisation, `kept` the words of FIELDS that may stay.
    """

    country_of: CountryOf = registered_country
    own_sites: Collection[str] = ()
    kept: Collection[str] = tuple(FIELDS)


MakeSteps = Callable[[Knowledge, Calendar, SaltOf], Steps]


def make_steps(knowledge: Knowledge, calendar: Calendar, salt_of: SaltOf) -> Steps:
    """All steps, in order."""
    return (
        ("sanity", check_sanity),
        ("request", read_request),
        ("network", read_network),
        ("country", country_step(knowledge.country_of)),
        ("campaign", read_campaign),
        ("referrer", read_referrer),
        ("channel", channel_step(knowledge.own_sites)),
        ("agent", read_browser),
        ("class", classify),
        ("language", read_language),
        ("visitor", visitor_step(calendar, salt_of)),
        ("privacy", privacy_step(knowledge.kept)),
    )


class Drafts(NamedTuple):
    """Visits on their way to click rows: where each stands in its journal, and its row so far."""

    positions: Sequence[int]
    visits: Sequence[Visit]
    rows: Sequence[Row]

    def only(self, places: Sequence[int]) -> Self:
        """Those at these places."""
        positions, visits, rows = self
        return type(self)([positions[n] for n in places], [visits[n] for n in places], [rows[n] for n in places])


class Aside(NamedTuple):
    """A visit that won't be a click: where it stands in its journal, and the typed reason."""

    position: int
    reason: str
    detail: str


def run_steps(drafts: Drafts, figures: Figures, steps: Steps) -> tuple[Sequence[Row], list[Aside]]:
    """Fills the rows, step by step over all of them, so that a step is timed once; what is left, and what isn't.

    Where a step keeps one visit back, it is done again visit by visit: as it is pure, it does the same.
    """
    asides: list[Aside] = []
    for name, step in steps:
        began, known, seen = perf_counter(), len(asides), len(drafts.rows)
        try:
            answers = list(map(step, drafts.visits, drafts.rows))
            is_kept = len(answers) == seen and not any(answers)  # fewer where a step raised StopIteration
        except Exception:
            is_kept = False
        if not is_kept:
            drafts = drafts.only([place for place in range(seen) if _keeps(name, step, drafts, place, asides)])
        figures.add(name, seen, len(asides) - known, perf_counter() - began)
    return drafts.rows, asides


def _keeps(name: str, step: Step, drafts: Drafts, place: int, asides: list[Aside]) -> bool:
    """A step that breaks on one visit costs that visit, never all that wait behind it."""
    try:
        reason, detail = step(drafts.visits[place], drafts.rows[place]), ""
    except Exception as error:
        reason, detail = "broken-step", f"{name}: {type(error).__name__}"
    if reason is not None:
        asides.append(Aside(drafts.positions[place], reason, detail))
    return reason is None
