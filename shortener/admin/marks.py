"""What a link's clicks may show: that it was made, led elsewhere, renamed, switched off; and what people wrote."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from shortener.links.tables import Remark
from shortener.links.views import RevisionView
from shortener.reports.periods import Period
from shortener.sentences import Listed, Words

MOST = 12
STEPS = {
    "create": Words("Created"),
    "import": Words("Imported"),
    "delete": Words("Deleted"),
    "restore": Words("Restored"),
    "free": Words("Slug made free"),
}
FIELDS = (
    ("target", Words("Target changed")),
    ("slug", Words("Renamed")),
    ("starts_at", Words("Start moved")),
    ("ends_at", Words("End moved")),
)


class Mark(msgspec.Struct, frozen=True):
    """`to` is the new target where that changed; `remark` the id of what somebody wrote, 0 of what was done."""

    at: int
    by: int | None
    words: str
    to: str = ""
    remark: int = 0


def marks_of(history: Sequence[RevisionView], period: Period, remarks: Sequence[Remark] = ()) -> tuple[list[Mark], int]:
    """Newest first, of a history and of remarks in that order; and how many more changes there were than MOST."""
    pairs = [*pairwise(history), *((history[-1], None) for _ in history[-1:])]
    inside = [pair for pair in pairs if period.since_ms <= pair[0].changed_at < period.until_ms]
    found = [mark for after, before in inside if (mark := _mark(after, before))]
    written = [Mark(one.at, one.made_by_id, one.words, remark=one.id) for one in remarks]
    return sorted([*found[:MOST], *written], key=lambda mark: -mark.at), max(0, len(found) - MOST)


def _mark(after: RevisionView, before: RevisionView | None) -> Mark | None:
    words = STEPS.get(after.action, "") or _changes(after, before)
    moved = before is not None and before.target != after.target
    return Mark(after.changed_at, after.changed_by_id, words, after.target if moved else "") if words else None


def _changes(after: RevisionView, before: RevisionView | None) -> str:
    """Of title, tags and notes no visitor sees anything."""
    if before is None:
        return ""
    found = [words for name, words in FIELDS if after.state.get(name) != before.state.get(name)]
    if after.state.get("enabled") != before.state.get("enabled"):
        found.append(Words("Enabled") if after.state.get("enabled") else Words("Disabled"))
    return Listed(found)
