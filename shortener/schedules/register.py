"""Schedules are made, listed and ended here; functions take the session of the caller's transaction."""

import re
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shortener.parsing import BadValue, mail_address
from shortener.reports.known import known
from shortener.reports.scope import Scope
from shortener.schedules.asked import Asked, check
from shortener.schedules.errors import BadSchedule
from shortener.schedules.plan import Every, key_of, plan
from shortener.schedules.tables import Run, Schedule
from shortener.work import drop

MOST_SCHEDULES, MOST_ADDRESSES = 100, 20
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")


class ScheduleView(msgspec.Struct, frozen=True):
    """A schedule as it is shown and worked with."""

    id: int
    name: str
    every: Every
    asked: Asked
    mail_to: tuple[str, ...]
    created_at: int


def add(
    session: Session, name: str, every: Every, asked: Asked, mail_to: Sequence[str], *, zone: str, now: int
) -> ScheduleView:
    """From the period that runs now on. Raises BadSchedule, BadComparison, BadFilter, NotFound."""
    if not NAME.fullmatch(name):
        raise BadSchedule("A name begins its files: 1 to 48 of a to z, 0 to 9, - and _, the first one no sign.")
    if session.scalar(select(Schedule.id).where(Schedule.name == name)) is not None:
        raise BadSchedule(f"There is a schedule {name} already; remove it, or take another name.")
    if (session.scalar(select(func.count()).select_from(Schedule)) or 0) >= MOST_SCHEDULES:
        raise BadSchedule(f"There are {MOST_SCHEDULES} schedules, and no more can be kept; remove one first.")
    check(asked)
    asked = _known(session, asked)
    kept = [msgspec.json.encode(value).decode() for value in (asked, addresses(mail_to))]
    session.add(Schedule(name=name, every=every, asked=kept[0], mail_to=kept[1], created_at=now))
    session.flush()
    plan(session, zone, now)
    return find(session, name)


def _known(session: Session, asked: Asked) -> Asked:
    """A tag or domain that isn't there would make files of nothing. Raises NotFound."""
    tags = tuple(known(session, Scope(tag=tag)).tag for tag in asked.tags)
    return replace(asked, tags=tags, domain=known(session, Scope(domain=asked.domain)).domain)


def addresses(given: Sequence[str]) -> tuple[str, ...]:
    """Raises BadSchedule for what is no e-mail address in plain ASCII."""
    found = tuple(dict.fromkeys(text.strip() for text in given))
    if len(found) > MOST_ADDRESSES:
        raise BadSchedule(f"At most {MOST_ADDRESSES} people can get it by mail; these are {len(found)}.")
    for text in found:
        try:
            mail_address(text)
        except BadValue as error:
            raise BadSchedule(f"{text[:80]!r} can't get mail: {error}.") from error
    return found


def everything(session: Session) -> list[ScheduleView]:
    """By name."""
    return [view_of(one) for one in session.scalars(select(Schedule).order_by(Schedule.name))]


def find(session: Session, name: str) -> ScheduleView:
    """Raises BadSchedule."""
    found = session.scalar(select(Schedule).where(Schedule.name == name))
    if found is None:
        raise BadSchedule(f"There is no schedule {name[:64]!r}.")
    return view_of(found)


def get(session: Session, schedule_id: int) -> ScheduleView | None:
    found = session.get(Schedule, schedule_id)
    return None if found is None else view_of(found)


def remove(session: Session, name: str) -> ScheduleView:
    """With what is known of its runs and what is queued; files stay. Raises BadSchedule."""
    found = find(session, name)
    drop(session, key_of(found.id))
    session.execute(delete(Run).where(Run.schedule_id == found.id))
    session.execute(delete(Schedule).where(Schedule.id == found.id))
    return found


def view_of(kept: Schedule) -> ScheduleView:
    asked = msgspec.json.decode(kept.asked, type=Asked)
    mail_to = msgspec.json.decode(kept.mail_to, type=tuple[str, ...])
    every: Every = "month" if kept.every == "month" else "day"
    return ScheduleView(kept.id, kept.name, every, asked, mail_to, kept.created_at)
