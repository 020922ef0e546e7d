"""`shortener clicks reclassify`: the rules in force applied to kept rows, a page in each transaction."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.agents import Agents, digest_of
from shortener.clicks.browsers import NO_AGENT, RULES_VERSION, read_agent
from shortener.clicks.complete import complete_quarter
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.recount import log, rows
from shortener.clicks.recount.move import move, tally
from shortener.clicks.recount.place import Progress, look_again, progress, put
from shortener.clicks.recount.rows import Kept
from shortener.clicks.recount.rules import judge
from shortener.clicks.tables import clicks
from shortener.clicks.zone import hold_zone, kept_zone
from shortener.stores import Database, insist

PAGE = 4000


def begin(database: Database, now: int) -> Progress:
    """The pass of these rules that isn't done yet, or else a new one over all clicks up to now."""
    with database.write() as session:
        hold_zone(session)
        known = progress(session, log.RULES)
        if known is not None and known.rules_version == RULES_VERSION and known.finished_at is None:
            return known
        new = Progress(rules_version=RULES_VERSION, until=now, began_at=now)
        put(session, log.RULES, new)
        return new


def kept_clicks(database: Database, until: int) -> int:
    """How many clicks a pass looks at."""
    with database.read() as session:
        since = _complete(session, _calendar(session))
        moment = clicks.c.clicked_at
        return session.scalar(select(func.count()).where(moment >= since, moment < until)) or 0


class Pass:
    """One who takes part in a pass; several may, and each page is done by one of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._agents = Agents()

    def step(self, now: int) -> Progress:
        """Does the next page and tells how far the pass has come; does nothing for one of other rules."""
        is_any_old = self._meet_agents()
        done = insist(lambda: self._turn(now, lock=is_any_old))
        self._agents.confirm()
        return done

    def _meet_agents(self) -> bool:
        """New agents are entered before the page's own transaction, in the order in which collectors lock.

        Whether the page seems to have a row of older rules.
        """
        with self._database.read() as session:
            reached = progress(session, log.RULES)
            found = _next(session, reached, _calendar(session)) if reached else []
        wanted = _agents_of(found)
        if wanted:
            insist(lambda: self._enter(wanted))
            self._agents.confirm()
        return any(map(is_old, found))

    def _enter(self, wanted: dict[bytes, str]) -> None:
        with self._database.write() as session:
            self._agents.ids(session, wanted)

    def _turn(self, now: int, *, lock: bool) -> Progress:
        with self._database.write() as session:
            hold_zone(session)
            reached, calendar = progress(session, log.RULES), _calendar(session)
            if reached is None or not is_going(reached):
                return reached or Progress(rules_version=RULES_VERSION, finished_at=now)
            found = _next(session, reached, calendar, lock=lock)
            if not lock and any(map(is_old, found)):
                found = _next(session, reached, calendar, lock=True)
            ids = self._agents.ids(session, _agents_of(found))
            after, unclear = judged(found, ids)
            moved = move(session, calendar, found, after, log.Why(log.RULES, RULES_VERSION, now))
            done = _beyond(reached, found, moved, unclear, now)
            put(session, log.RULES, done)
            if done.finished_at is not None:
                look_again(session, [0])
            return done


def is_going(reached: Progress) -> bool:
    """Whether more of a pass by these rules is left."""
    return reached.finished_at is None and reached.rules_version == RULES_VERSION


def dry_run(database: Database, until: int, tell: Callable[[int], None]) -> tuple[Progress, Counter[log.Move]]:
    """What a pass would do, without doing it."""
    reached, moves = Progress(rules_version=RULES_VERSION, until=until), Counter[log.Move]()
    while reached.finished_at is None:
        with database.read() as session:
            found = _next(session, reached, _calendar(session))
        after, unclear = judged(found, None)
        page = tally(list(zip(found, after, strict=True)))
        moves += page
        reached = _beyond(reached, found, page.total(), unclear, until)
        tell(len(found))
    return reached, moves


def judged(found: Sequence[Kept], ids: dict[bytes, int] | None) -> tuple[list[Kept], int]:
    """The rows as they shall be, and of how many that can't be told; without `ids` agents keep theirs."""
    verdicts = [(kept, judge(kept) if is_old(kept) else None) for kept in found]
    after = [kept if verdict is None else _renewed(kept, *verdict, ids) for kept, verdict in verdicts]
    return after, sum(1 for kept, verdict in verdicts if verdict is None and is_old(kept))


def is_old(kept: Kept) -> bool:
    """Whether older rules than those in force spoke last."""
    return _numbers(kept.rules_version) < _numbers(RULES_VERSION)


@cache
def _numbers(version: str | None) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version or ""))


def _renewed(kept: Kept, visitor_class: str, reason: str, ids: dict[bytes, int] | None) -> Kept:
    if kept.agent:
        found = read_agent(kept.agent)
        agent_id = ids[digest_of(kept.agent)] if ids else kept.agent_id
    else:
        found, agent_id = NO_AGENT, kept.agent_id
    return kept._replace(
        visitor_class=visitor_class,
        reason=reason,
        rules_version=RULES_VERSION,
        agent_id=agent_id,
        browser=found.browser,
        os=found.os,
        device=found.device,
    )


def _next(session: Session, reached: Progress, calendar: Calendar, *, lock: bool = False) -> list[Kept]:
    """The page after what is done. Of days of which clicks have expired none is looked at."""
    since = _complete(session, calendar)
    after = (reached.at, reached.after_id) if reached.at >= since else (since, 0)
    return rows.page(session, after, reached.until, PAGE, lock=lock)


def _beyond(reached: Progress, found: Sequence[Kept], moved: int, unclear: int, now: int) -> Progress:
    last = (found[-1].clicked_at, found[-1].id) if found else (reached.at, reached.after_id)
    return msgspec.structs.replace(
        reached,
        at=last[0],
        after_id=last[1],
        looked=reached.looked + len(found),
        moved=reached.moved + moved,
        unclear=reached.unclear + unclear,
        finished_at=now if len(found) < PAGE else None,
    )


def _agents_of(found: Sequence[Kept]) -> dict[bytes, str]:
    """Those that are not known by these rules yet, or may not be."""
    return {digest_of(kept.agent): kept.agent for kept in found if kept.agent and is_old(kept)}


def _calendar(session: Session) -> Calendar:
    return Calendar(kept_zone(session) or "UTC")


def _complete(session: Session, calendar: Calendar) -> int:
    return complete_quarter(session, calendar) * QUARTER_MS
