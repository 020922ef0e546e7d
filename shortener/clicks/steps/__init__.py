"""What is made of a visit before it is stored: a named list of pure steps, in order.

A step fills columns of the click row. A reason that it returns sets the visit aside, typed and counted.
"""

from collections.abc import Callable
from typing import Any

from shortener.clicks.steps.kind import classify
from shortener.clicks.steps.language import read_language
from shortener.clicks.steps.network import read_network
from shortener.clicks.steps.referrer import read_referrer
from shortener.clicks.steps.request import read_request
from shortener.clicks.steps.sanity import check_sanity
from shortener.redirect.visit import Visit

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


def run_steps(visit: Visit, row: Row) -> str | None:
    """Fills the row; the reason of the first step that sets the visit aside, else None."""
    for _, step in STEPS:
        reason = step(visit, row)
        if reason is not None:
            return reason
    return None
