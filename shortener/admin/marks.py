"""What was done to a link that its clicks may show: made, led elsewhere, renamed, switched off, deleted."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from shortener.links.views import RevisionView
from shortener.reports.periods import Period

MOST = 12
STEPS = {
    "create": "Created",
    "import": "Imported",
    "delete": "Deleted",
    "restore": "Restored",
    "free": "Slug made free",
}
FIELDS = (("target", "Target changed"), ("slug", "Renamed"), ("starts_at", "Start moved"), ("ends_at", "End moved"))


class Mark(msgspec.Struct, frozen=True):
    """`number` is that of the revision, `to` the new target where that changed."""

    number: int
    at: int
    by: int | None
    words: str
    to: str


def marks_of(history: Sequence[RevisionView], period: Period) -> tuple[list[Mark], int]:
    """Newest first, of a history in that order; and how many more there were in the period than MOST."""
    pairs = [*pairwise(history), *((history[-1], None) for _ in history[-1:])]
    inside = [pair for pair in pairs if period.since_ms <= pair[0].changed_at < period.until_ms]
    found = [mark for after, before in inside if (mark := _mark(after, before))]
    return found[:MOST], max(0, len(found) - MOST)


def _mark(after: RevisionView, before: RevisionView | None) -> Mark | None:
    words = STEPS.get(after.action, "") or _changes(after, before)
    moved = before is not None and before.target != after.target
    return (
        Mark(after.number, after.changed_at, after.changed_by_id, words, after.target if moved else "")
        if words
        else None
    )


def _changes(after: RevisionView, before: RevisionView | None) -> str:
    """Of title, tags and notes no visitor sees anything."""
    if before is None:
        return ""
    found = [words for name, words in FIELDS if after.state.get(name) != before.state.get(name)]
    if after.state.get("enabled") != before.state.get("enabled"):
        found.append("Enabled" if after.state.get("enabled") else "Disabled")
    return ", ".join(found)
