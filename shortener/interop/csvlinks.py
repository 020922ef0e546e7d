"""Links from a file of rows, such as CSV: each goes in, is there already, or is refused with line number and reason."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO, Protocol

import msgspec

from shortener.bulk.lines import Lines
from shortener.bulk.rehearsal import rehearsed
from shortener.bulk.rows import CREATED, REFUSED, UNCHANGED, How, Outcome, Rows
from shortener.bulk.table import BadRow, Row, Table
from shortener.links.editor import Editor
from shortener.links.library import Library

BATCH = 200
MOST_KEPT = 10_000
WAYS = "make it with `shortener domain add`, or all that the file names with --create-domains"


class Report(msgspec.Struct):
    """What became of the rows, or would in a dry run. `refused` counts all, `refusals` has the first MOST_KEPT."""

    created: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[tuple[int, str]] = msgspec.field(default_factory=list)
    domains: list[str] = msgspec.field(default_factory=list)


class Rowed(Protocol):
    """A file that is read row by row; `lines` knows how far."""

    @property
    def lines(self) -> Lines: ...

    def __iter__(self) -> Iterator[Row | BadRow]: ...


def import_csv(
    library: Library,
    stream: BinaryIO,
    *,
    create_domains: bool = False,
    dry_run: bool = False,
    by: int | None = None,
    progress: Callable[[int], None] = lambda _bytes: None,
    tell: Callable[[Outcome], None] = lambda _outcome: None,
) -> Report:
    """Reads columns slug and target, and domain, title, notes, tags and status where there are any; as `import_rows`.

    Raises BadFile, with nothing changed, when no row can be read at all.
    """
    words = {"create_domains": create_domains, "dry_run": dry_run}
    return import_rows(library, Table(stream), **words, by=by, progress=progress, tell=tell)


def import_rows(
    library: Library,
    table: Rowed,
    *,
    create_domains: bool = False,
    dry_run: bool = False,
    by: int | None = None,
    progress: Callable[[int], None] = lambda _bytes: None,
    tell: Callable[[Outcome], None] = lambda _outcome: None,
) -> Report:
    """`progress` hears of the bytes read so far, `tell` of each row once it is stored. A dry run does all the same and
    then undoes it.
    """
    rows = Rows(library, How(create_domains=create_domains, unknown=WAYS))
    report = Report()
    remaining = iter(table)
    while batch := list(islice(remaining, BATCH)):
        for outcome in _store(library, rows, batch, by, dry_run=dry_run):
            _note(report, outcome)
            tell(outcome)
        progress(table.lines.read_bytes)
    report.domains = rows.added
    return report


def _store(library: Library, rows: Rows, batch: list[Row | BadRow], by: int | None, *, dry_run: bool) -> list[Outcome]:
    writing = rehearsed(library, by) if dry_run else library.writing(by)
    with writing as editor:
        return list(_take(rows, editor, batch))


def _take(rows: Rows, editor: Editor, batch: list[Row | BadRow]) -> Iterator[Outcome]:
    for row in batch:
        yield Outcome(row.line, REFUSED, reason=row.reason) if isinstance(row, BadRow) else rows.take(editor, row)


def _note(report: Report, outcome: Outcome) -> None:
    if outcome.verdict == CREATED:
        report.created += 1
    elif outcome.verdict == UNCHANGED:
        report.unchanged += 1
    else:
        report.refused += 1
        if len(report.refusals) < MOST_KEPT:
            report.refusals.append((outcome.line, outcome.reason))
