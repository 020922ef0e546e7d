"""What a page says of a batch's rows: how many of each kind, and each in words."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from sqlalchemy.orm import Session

from shortener.admin.forms import LABELS
from shortener.admin.shown import short
from shortener.bulk import register
from shortener.bulk.applying import changes_of
from shortener.bulk.rows import CHANGED, CREATED, REFUSED, UNCHANGED
from shortener.bulk.tables import DONE, KEPT, LEFT, SAME, TAKEN_BACK, Batch, BatchRow
from shortener.web.services import services

MOST_LISTED = 1000
# Class of a state's picture, and words.
BEFORE = {
    CREATED: ("live", "New"),
    CHANGED: ("early", "Changed"),
    UNCHANGED: ("off", "There already"),
    REFUSED: ("deleted", "Refused"),
    "": ("early", "Waits"),
}
AFTER = {
    LEFT: ("over", "Left as it is"),
    TAKEN_BACK: ("off", "Undone"),
    KEPT: ("over", "Not undone"),
}


class Tally(Struct, frozen=True):
    """How many rows; `done` were applied and not taken back, `left` changed in between, at either step."""

    rows: int
    new: int
    changed: int
    same: int
    refused: int
    done: int
    undone: int
    left: int


class Shown(Struct, frozen=True):
    """A row for a page; `url` is its short link's, "" where it has none (yet)."""

    line: int
    key: str
    words: str
    row: BatchRow
    url: str
    changes: list[tuple[str, str, str]]


def tally_of(counts: Mapping[tuple[str, str], int]) -> Tally:
    def of(*names: str, at: int = 0) -> int:
        return sum(count for key, count in counts.items() if key[at] in names)

    return Tally(
        rows=sum(counts.values()),
        new=of(CREATED),
        changed=of(CHANGED),
        same=of(UNCHANGED),
        refused=of(REFUSED),
        done=of(DONE, at=1),
        undone=of(TAKEN_BACK, at=1),
        left=of(LEFT, KEPT, at=1),
    )


def rows_shown(rows: Iterable[BatchRow]) -> list[Shown]:
    return [_shown(row) for row in rows]


def listed(session: Session, batch: Batch) -> list[str]:
    """The short URLs of a batch that was applied, in the order of its rows; no more than MOST_LISTED."""
    rows = register.rows_of(session, batch.id, 0, MOST_LISTED, outcomes=(DONE, SAME))
    return [_url(row) for row in rows]


def _shown(row: BatchRow) -> Shown:
    key, words = AFTER.get(row.outcome) or BEFORE[row.verdict]
    changes = [(LABELS.get(name, name), _text(before), _text(after)) for name, before, after in changes_of(row)]
    return Shown(row.line, key, words, row, _url(row) if row.slug else "", changes)


def _url(row: BatchRow) -> str:
    settings = services().settings
    return short(row.domain, row.slug, settings.public_url, settings.site.hostname or "").url


def _text(value: object) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value or "")
