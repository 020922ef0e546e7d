"""Step: what kind of visitor it was, why we think so, and by which rules."""

from functools import lru_cache
from typing import Any

from shortener.clicks.browsers import RULES_VERSION, read_agent
from shortener.clicks.classes import BOT, HUMAN, PREFETCH, UNKNOWN
from shortener.journal.visit import Visit

EARLY = ("prefetch", "prerender")


def classify(visit: Visit, row: dict[str, Any]) -> None:
    row["class"], row["reason"] = class_of(visit.agent, visit.method, visit.purpose)
    row["rules_version"] = RULES_VERSION
    if visit.purpose and row["class"] != PREFETCH and is_early(visit.purpose):
        row["purpose"] = PREFETCH  # newer rules may see no robot in it, and then this counts


@lru_cache(8192)
def class_of(agent: str, method: str, purpose: str) -> tuple[str, str]:
    """Visitor class and reason. What a program says of itself counts before what it does."""
    found = read_agent(agent)
    if found.visitor_class not in {HUMAN, UNKNOWN}:
        return found.visitor_class, found.reason
    if is_early(purpose):
        return PREFETCH, "prefetch"
    if method == "HEAD":
        return BOT, "HEAD"
    return found.visitor_class, found.reason


def is_early(purpose: str) -> bool:
    """Whether a browser said that it fetches what may never be looked at."""
    return any(word in purpose.lower() for word in EARLY)
