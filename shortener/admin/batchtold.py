"""What a page says of a batch's rows: how many of each kind, and each in words."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct
from sqlalchemy.orm import Session

from shortener.admin.forms import LABELS
from shortener.admin.shown import short
from shortener.bulk import register
from shortener.bulk.applying import changes_of
from shortener.bulk.drafts import given_fields
from shortener.bulk.rows import CHANGED, CREATED, REFUSED, UNCHANGED
from shortener.bulk.table import Row
from shortener.bulk.tables import DONE, KEPT, LEFT, SAME, TAKEN_BACK, Batch, BatchRow
from shortener.sentences import Words
from shortener.settings import Settings

MOST_LISTED = 1000
# The colour of a state, a picture, and words.
BEFORE = {
    CREATED: ("live", "plus", Words("New")),
    CHANGED: ("live", "edit", Words("Changed")),
    UNCHANGED: ("off", "check", Words("There already")),
    REFUSED: ("deleted", "warn", Words("Refused")),
    "": ("off", "early", Words("Waits")),
}
AFTER = {
    LEFT: ("over", "warn", Words("Left as it is")),
    TAKEN_BACK: ("off", "back", Words("Undone")),
    KEPT: ("over", "warn", Words("Not undone")),
}


class Tally(Struct, frozen=True):
    """How many rows; `done` were applied and not taken back, `left` changed in between, at either step.

    `doubtful` ones will be made, and deserve a look before.
    """

    rows: int
    new: int
    changed: int
    same: int
    refused: int
    done: int
    undone: int
    left: int
    doubtful: int


class Shown(Struct, frozen=True):
    """A row for a page; `url` is its short link's, "" where it has none (yet). `given` are fields of a new link."""

    key: str
    icon: str
    words: str
    row: BatchRow
    url: str
    changes: list[tuple[str, str, str]]
    given: list[tuple[str, str]]


def tally_of(counts: Mapping[tuple[str, str], int], doubtful: int) -> Tally:
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
        doubtful=doubtful,
    )


def rows_shown(rows: Iterable[BatchRow], settings: Settings) -> Iterator[Shown]:
    for row in rows:
        state = AFTER.get(row.outcome) or BEFORE[row.verdict]
        changes = [(LABELS.get(name, name), _text(before), _text(after)) for name, before, after in changes_of(row)]
        yield Shown(*state, row, _url(row, settings) if row.slug else "", changes, _given(row))


def _given(row: BatchRow) -> list[tuple[str, str]]:
    if row.verdict != CREATED:
        return []
    asked = Row(row.line, msgspec.json.decode(row.asked, type=dict[str, str]))
    return [(LABELS.get(name, name), _text(value)) for name, value in given_fields(asked)]


def listed(session: Session, batch: Batch, settings: Settings) -> list[str]:
    """The short URLs of a batch that was applied, in the order of its rows; no more than MOST_LISTED."""
    rows = register.rows_of(session, batch.id, 0, MOST_LISTED, outcomes=(DONE, SAME))
    return [_url(row, settings) for row in rows]


def _url(row: BatchRow, settings: Settings) -> str:
    return short(row.domain, row.slug, settings.public_url, settings.site.hostname or "").url


def _text(value: object) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value or "")
