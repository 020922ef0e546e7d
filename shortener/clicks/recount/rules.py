"""What the rules in force say of a click that is stored, as far as its row still holds what they ask for."""

from shortener.clicks.browsers import NO_AGENT
from shortener.clicks.classes import BOT, HUMAN, PREFETCH, UNKNOWN
from shortener.clicks.recount.rows import Kept
from shortener.clicks.robots import CRAWLER, KINDS
from shortener.clicks.steps.kind import class_of

BURST = "burst"
Verdict = tuple[str, str]  # class and reason

PURPOSE_KEPT_SINCE = 2  # OWN_RULES of which a robot's row says whether it fetched early
SAY_PURPOSE = {"browser", "unknown agent", "HEAD", PREFETCH, BURST}  # by which it is known whether that was said
OF_ROBOTS = {kind for _, kind in (*KINDS.values(), CRAWLER)}


def judge(kept: Kept) -> Verdict | None:
    """None where the row can't tell: its agent isn't kept, its reason is none of ours, or an early fetch may have been
    taken for a robot's visit when that was not written down yet."""
    agent = "" if kept.agent is None and kept.reason == NO_AGENT.reason else kept.agent
    if agent is None or not is_ours(kept.reason):
        return None
    early = PREFETCH if kept.purpose or kept.reason == PREFETCH else ""
    found = class_of(agent, kept.method, early)
    if says_robot(found):
        return found
    if kept.reason == BURST:
        return BOT, BURST
    return found if kept.reason in SAY_PURPOSE or _own(kept.rules_version) >= PURPOSE_KEPT_SINCE else None


def slow(kept: Kept) -> Verdict | None:
    """What a click is that is no burst's, though it is stored as one; None where its agent isn't kept."""
    return None if kept.agent is None else class_of(kept.agent, kept.method, kept.purpose or "")


def is_ours(reason: str | None) -> bool:
    """Whether a reason is one that these rules can give."""
    return reason is not None and (reason in SAY_PURPOSE or reason == NO_AGENT.reason or _kind(reason) in OF_ROBOTS)


def says_robot(verdict: Verdict) -> bool:
    """Whether it is by what the agent says of itself, so that nothing else was asked for."""
    return verdict[1] == NO_AGENT.reason or _kind(verdict[1]) in OF_ROBOTS


def _kind(reason: str) -> str:
    return reason.partition(":")[0]


def _own(version: str | None) -> int:
    """The number of our own rules in a version; 0 when there were none."""
    number = (version or "").partition("-")[0]
    return int(number) if number.isdecimal() else 0


CAN_BE_BURST = (HUMAN, UNKNOWN)
