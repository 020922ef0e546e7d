"""What a link led to on a day of the past, by its revisions: "what did it point to on 3 May?"."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from shortener.admin.days import asked_day
from shortener.admin.frame import zone
from shortener.admin.shown import LONG, STATES, clock
from shortener.clock import now_ms
from shortener.links.views import LinkView, RevisionView
from shortener.reports.periods import day_start
from shortener.sentences import Moment, Words


class Stretch(msgspec.Struct, frozen=True):
    """From a time of the day on ("" from its begin) the link led there; `state` is a key of STATES."""

    since: str
    target: str
    state: str


def then_of(args: Mapping[str, str], history: Sequence[RevisionView]) -> dict[str, Any]:
    """What the template of the box needs, for the day `on` of an address; `stretches` None where none was asked for."""
    problems: dict[str, str] = {}
    day = asked_day(args, "on", problems)
    if day and day_start(day, zone()) > now_ms():
        problems["on"] = Words("This day is still to come; choose one that has begun.")
    return {
        "on": args.get("on", ""),
        "day": Moment(day, LONG) if day else "",
        "then_problems": problems,
        "stretches": stretches(history, day) if day and not problems else None,
        "state_words": STATES,
    }


def stretches(history: Sequence[RevisionView], day: dt.date) -> list[Stretch]:
    """In order of time, each as long as nothing that visitors see changed; none where there was no link yet."""
    begin, end = day_start(day, zone()), min(day_start(day + dt.timedelta(days=1), zone()), now_ms() + 1)
    known = [(revision.changed_at, msgspec.convert(revision.state, LinkView)) for revision in reversed(history)]
    found = [_at(known, moment, begin) for moment in _moments(known, begin, end)]
    told = [one for one in found if one is not None]
    return told[:1] + [new for old, new in pairwise(told) if (old.target, old.state) != (new.target, new.state)]


def _moments(known: Sequence[tuple[int, LinkView]], begin: int, end: int) -> list[int]:
    """The day's begin, and each moment in it at which something may have changed."""
    edges = {at for changed, view in known for at in (changed, view.starts_at, view.ends_at) if at is not None}
    return [begin, *sorted(at for at in edges if begin < at < end)]


def _at(known: Sequence[tuple[int, LinkView]], moment: int, begin: int) -> Stretch | None:
    view = next((view for changed, view in reversed(known) if changed <= moment), None)
    return Stretch("" if moment == begin else clock(moment, zone()), view.target, view.state(moment)) if view else None
