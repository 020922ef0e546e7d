"""Second looks as jobs of the node's worker, each for a few seconds at a time, so that other jobs have their turn."""

from typing import Any

from shortener import work
from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.recount.bursts import look_once
from shortener.clicks.recount.place import Progress
from shortener.clicks.recount.reclassify import Pass, begin, is_going
from shortener.clicks.turns import take_turns
from shortener.clock import now_ms
from shortener.sentences import Sentence
from shortener.stores import Database

RECLASSIFY, BURSTS = "reclassify", "bursts"
SECONDS = 5.0


class OtherRules(Sentence):
    """The job is for a node with other rules; the message is one sentence."""


def ask(database: Database, now: int) -> Progress:
    """Queues a pass, or what is left of the one that isn't done."""
    reached = begin(database, now)
    _queue(database, {"rules_version": RULES_VERSION}, now, RECLASSIFY)
    return reached


def go_on(database: Database, payload: dict[str, Any]) -> None:
    """Does some pages; the next ones are another job. Raises OtherRules."""
    if payload.get("rules_version") != RULES_VERSION:
        raise OtherRules(f"Rules {payload.get('rules_version')} were asked for, and this node has {RULES_VERSION}.")
    taken, reached = Pass(database), list[Progress]()

    def step() -> bool:
        reached[:] = [taken.step(now_ms())]
        return is_going(reached[0])

    if take_turns(step, SECONDS):
        _queue(database, payload, now_ms(), f"{RECLASSIFY} {reached[0].looked}")


def look_for_bursts(database: Database, _payload: dict[str, Any]) -> None:
    """What is left after some seconds is for the next time."""
    take_turns(lambda: look_once(database, now_ms()), SECONDS)


def _queue(database: Database, payload: dict[str, Any], now: int, key: str) -> None:
    with database.write() as session:
        work.add(session, RECLASSIFY, payload, now, key=key)
