"""The second pass: looks for visitors that no person can be, once all clicks of a time are stored."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, case, func, or_, select
from sqlalchemy.orm import Session

from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.bulk import is_among
from shortener.clicks.classes import BOT
from shortener.clicks.complete import complete_quarter
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.recount import log
from shortener.clicks.recount.move import move
from shortener.clicks.recount.place import Progress, progress, put
from shortener.clicks.recount.rates import LEAST_CLICKS, LONGEST_MS, too_fast
from shortener.clicks.recount.rows import Kept, locked
from shortener.clicks.recount.rules import BURST, CAN_BE_BURST, slow
from shortener.clicks.tables import clicks
from shortener.clicks.zone import hold_zone, kept_zone
from shortener.net.client import UNKNOWN
from shortener.stores import Database, insist

SETTLED_MS = LONGEST_MS + 30_000  # by then collectors have stored what happened; what comes later is looked at anew
ROWS = 20_000
MOST_MOVES = 4000
Found = Row[*tuple[Any, ...]]


def look_once(database: Database, now: int) -> bool:
    """Looks at the next stretch of clicks, in one transaction; whether there may be more of them."""
    return insist(lambda: _look(database, now))


def _look(database: Database, now: int) -> bool:
    with database.write() as session:
        hold_zone(session)
        calendar = Calendar(kept_zone(session) or "UTC")
        reached = progress(session, log.BURSTS) or Progress(rules_version=RULES_VERSION, began_at=now)
        since = max(reached.at, complete_quarter(session, calendar) * QUARTER_MS)
        end = _end(session, since, now - SETTLED_MS)
        wrong = _wrong(session, since, end)
        moved = _put_right(session, calendar, wrong[:MOST_MOVES], now)
        end = wrong[MOST_MOVES].clicked_at if len(wrong) > MOST_MOVES else end
        put(session, log.BURSTS, _beyond(reached, end, moved, now))
        return end < now - SETTLED_MS


def _end(session: Session, since: int, closed: int) -> int:
    """Where a stretch ends: after some ROWS, or at the moment up to which clicks are stored."""
    moment = clicks.c.clicked_at
    stretch = select(moment).where(moment >= since, moment < closed).order_by(moment).offset(ROWS).limit(1)
    end = session.scalar(stretch)
    return max(since, closed) if end is None else max(end, since + 1)


def _wrong(session: Session, since: int, end: int) -> list[Found]:
    """Clicks in a stretch that are bursts and not stored so, or the other way round, in the order of time."""
    near = (clicks.c.clicked_at >= since - LONGEST_MS, clicks.c.clicked_at < end + LONGEST_MS)
    suspects = _suspects(session, near)
    by_visitor: dict[int, list[Found]] = defaultdict(list)
    for found in _clicks_of(session, suspects, near) if suspects else ():
        by_visitor[found.visitor].append(found)
    wrong = [
        found
        for visits in by_visitor.values()
        for found, is_burst in zip(visits, too_fast([(one.clicked_at, one.link_id) for one in visits]), strict=True)
        if is_burst != (found.reason == BURST) and since <= found.clicked_at < end
    ]
    return sorted(_sure(session, wrong, near), key=lambda found: (found.clicked_at, found.id))


def _sure(session: Session, wrong: Sequence[Found], near: Sequence[ColumnElement[bool]]) -> list[Found]:
    """Without bursts near which others were erased: with those, they may have been too fast."""
    slow_now = [found for found in wrong if found.reason == BURST]
    if not slow_now:
        return list(wrong)
    c = clicks.c
    erased = select(c.clicked_at).where(*near, c.reason == BURST, c.visitor.is_(None))
    gone = sorted(session.scalars(erased))
    doubtful = {found.id for found in slow_now if _is_near(gone, found.clicked_at)}
    return [found for found in wrong if found.id not in doubtful]


def _is_near(moments: Sequence[int], moment: int) -> bool:
    """Whether one of them, which are in order, is so close that both may be of one burst."""
    place = bisect_right(moments, moment - LONGEST_MS)
    return place < len(moments) and moments[place] < moment + LONGEST_MS


def _suspects(session: Session, near: Sequence[ColumnElement[bool]]) -> list[int]:
    """Visitors with enough clicks, and those who were found before."""
    c = clicks.c
    bursts = func.sum(case((c.reason == BURST, 1), else_=0))
    found = select(c.visitor).where(*near, *_of_somebody()).group_by(c.visitor)
    return list(session.scalars(found.having(or_(func.count() >= LEAST_CLICKS, bursts > 0))))


def _clicks_of(session: Session, suspects: Sequence[int], near: Sequence[ColumnElement[bool]]) -> Sequence[Found]:
    c = clicks.c
    found = select(c.id, c.clicked_at, c.link_id, c.visitor, c.reason).where(*near, *_of_somebody())
    return session.execute(found.where(is_among(c.visitor, session, suspects)).order_by(c.clicked_at, c.id)).all()


def _of_somebody() -> tuple[ColumnElement[bool], ...]:
    """Of visitors that are told apart, and whose class isn't by what they say of themselves."""
    c = clicks.c
    return c.visitor.is_not(None), c.via != UNKNOWN, or_(c["class"].in_(CAN_BE_BURST), c.reason == BURST)


def _put_right(session: Session, calendar: Calendar, wrong: Sequence[Found], now: int) -> int:
    if not wrong:
        return 0
    numbers = [found.id for found in wrong]
    before = locked(session, numbers, wrong[0].clicked_at, wrong[-1].clicked_at + 1)
    return move(session, calendar, before, list(map(_other, before)), log.Why(log.BURSTS, RULES_VERSION, now))


def _other(kept: Kept) -> Kept:
    """What says nothing of itself any more stays what it is."""
    verdict = slow(kept) if kept.reason == BURST else (BOT, BURST)
    return kept if verdict is None else kept._replace(visitor_class=verdict[0], reason=verdict[1])


def _beyond(reached: Progress, at: int, moved: int, now: int) -> Progress:
    return msgspec.structs.replace(
        reached, rules_version=RULES_VERSION, at=at, moved=reached.moved + moved, finished_at=now
    )
