"""Step: a visit must be one that this shortener can have served."""

from typing import Any

from shortener.journal.visit import Visit

FIRST_MOMENT = 1_262_304_000_000  # 2010-01-01: a clock before that was never set
LAST_MOMENT = 4_102_444_800_000  # 2100-01-01
CLOCK = "clock"


def check_sanity(visit: Visit, _row: dict[str, Any]) -> str | None:
    if not is_possible(visit.at):
        return CLOCK
    if visit.link_id <= 0 or visit.revision_id <= 0:
        return "no-link"
    return None


def is_possible(at: int) -> bool:
    """Whether a moment (milliseconds UTC) is one that a clock which was set can have shown."""
    return FIRST_MOMENT <= at < LAST_MOMENT
