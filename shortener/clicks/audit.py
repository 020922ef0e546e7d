"""Does every click add up? received = stored + waiting + set aside + lost, and stored = rows + expired."""

from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from shortener.clicks.partitions import READING, keep_partitions
from shortener.clicks.tables import clicks, expired, journals, misses
from shortener.clicks.tables import set_aside as set_aside_table
from shortener.journal.files import Span, Unreadable
from shortener.journal.sources import Source, find_sources, unreadable_folders
from shortener.stores import Database


class Audit(msgspec.Struct, kw_only=True):
    """Counts of visits, misses included. `uncounted` misses were never journaled and stand outside the sums.

    `reasons` says why visits were set aside, and how many for each reason.
    """

    received: int
    stored: int
    waiting: int
    set_aside: int
    lost: int
    uncounted: int
    rows: int
    misses: int
    expired: int
    reasons: dict[str, int]
    problems: list[str]

    @property
    def adds_up(self) -> bool:
        return not self.problems


def audit(database: Database, journal_dir: Path) -> Audit:
    """Counts in the database and in this node's journals. Journals of other nodes count by what is stored of them."""
    sources = {source.name: source for source in find_sources(journal_dir)}
    spans = {name: source.spans() for name, source in sources.items()}
    newest = {
        name: max((span.last for _, span in held if isinstance(span, Span)), default=0) for name, held in spans.items()
    }
    bad_folders = unreadable_folders(journal_dir)
    with database.snapshot() as session:
        keep_partitions(session, database.dialect, READING)
        known = {row.name: row for row in session.execute(select(journals))}
        counted, reasons = _counted(session), _reasons(session)
    positions = {name: row.position for name, row in known.items()}
    ends = positions | {name: max(last, positions.get(name, 0)) for name, last in newest.items()}
    lost = {name: row.lost for name, row in known.items()} | {n: s.tally.lost for n, s in sources.items()}
    uncounted = {n: r.uncounted for n, r in known.items()} | {n: s.tally.uncounted for n, s in sources.items()}
    found = Audit(
        received=sum(ends.values()) + sum(lost.values()) - sum(row.skipped for row in known.values()),
        stored=sum(row.clicks + row.misses for row in known.values()),
        waiting=sum(end - positions.get(name, 0) for name, end in ends.items()),
        set_aside=sum(row.set_aside for row in known.values()),
        lost=sum(lost.values()),
        uncounted=sum(uncounted.values()),
        rows=counted["clicks"],
        misses=counted["misses"],
        expired=counted["expired"],
        reasons=reasons,
        problems=[],
    )
    found.problems += _problems(found, sum(reasons.values()))
    found.problems += [problem for row in known.values() for problem in _journal_problems(row)]
    for name, source in sources.items():
        found.problems += _file_problems(source, spans[name], positions.get(name, 0))
    found.problems += [f"{folder} has no readable tally: nothing in it is collected." for folder in bad_folders]
    return found


def _counted(session: Session) -> dict[str, int]:
    return {
        "clicks": session.scalar(select(func.count()).select_from(clicks)) or 0,
        "misses": int(session.scalar(select(func.sum(misses.c.count))) or 0),
        "expired": int(session.scalar(select(func.sum(expired.c.count))) or 0),
    }


def _reasons(session: Session) -> dict[str, int]:
    reason = set_aside_table.c.reason
    rows = session.execute(select(reason, func.count()).group_by(reason).order_by(reason))
    return {name: int(count) for name, count in rows}


def _problems(found: Audit, set_aside: int) -> list[str]:
    sums = found.stored + found.waiting + found.set_aside + found.lost
    problems = []
    if found.received != sums:
        problems.append(f"{found.received} visits were received, but {sums} are stored, waiting, set aside or lost.")
    rows = found.rows + found.misses + found.expired
    if found.stored != rows:
        problems.append(f"{found.stored} visits were stored, but {rows} are there as clicks, misses or expired ones.")
    if found.set_aside != set_aside:
        problems.append(f"{found.set_aside} visits were set aside, but {set_aside} are there.")
    return problems


def _journal_problems(row: Row[Any]) -> list[str]:
    parts = row.clicks + row.misses + row.set_aside + row.skipped
    if row.position == parts:
        return []
    return [f"Journal {row.name} is stored up to {row.position}, but {parts} of it are counted."]


def _file_problems(source: Source, held: list[tuple[Path, Span | Unreadable]], position: int) -> list[str]:
    """Broken and missing files; `held` was read before `position`, which only grows meanwhile."""
    problems = [
        f"{path} is broken and was put aside; the clicks left in it are not counted." for path in source.bad_files()
    ]
    end = position
    for path, span in held:
        if isinstance(span, Unreadable):
            problems.append(str(span))
        elif span.rows:
            if span.first > end + 1:
                problems.append(f"Positions {end + 1} to {span.first - 1} are missing before {path}.")
            end = max(end, span.last)
    if end < source.tally.committed and not problems:
        problems.append(f"Positions {end + 1} to {source.tally.committed} are missing from {source.folder}.")
    return problems
