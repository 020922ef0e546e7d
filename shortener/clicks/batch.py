"""Rows of a journal, sorted by what becomes of them: clicks, misses, and those set aside."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import msgspec

from shortener.clicks.steps import Row, run_steps
from shortener.redirect.decide import GO
from shortener.redirect.visit import Visit, decode

log = logging.getLogger(__name__)


@dataclass
class Batch:
    """What one read of a journal holds; `last` is the position of its last row."""

    last: int
    clicks: list[Row] = field(default_factory=list)
    misses: list[Visit] = field(default_factory=list)
    set_aside: list[Row] = field(default_factory=list)
    agents: dict[bytes, str] = field(default_factory=dict)


def make_batch(rows: Sequence[tuple[int, bytes]], node: str, now: int) -> Batch:
    """Runs the steps over rows of (position, body)."""
    batch = Batch(rows[-1][0])
    for position, body in rows:
        try:
            visit = decode(body)
        except msgspec.MsgspecError as error:
            _put_aside(batch, position, now, "unreadable", str(error)[:500])
            continue
        if visit.outcome == GO:
            _add_click(batch, position, visit, node, now)
        else:
            batch.misses.append(visit)
    return batch


def _add_click(batch: Batch, position: int, visit: Visit, node: str, now: int) -> None:
    row: Row = {"node": node}
    reason = run_steps(visit, row)
    if reason is not None:
        _put_aside(batch, position, now, reason, "")
        return
    row["agent"] = _agent(batch, visit.agent)
    batch.clicks.append(row)


def _agent(batch: Batch, agent: str) -> bytes | None:
    """The digest by which the agent is found; no agent is none."""
    if not agent:
        return None
    digest = blake2b(agent.encode(), digest_size=16).digest()
    batch.agents[digest] = agent.replace("\0", "")
    return digest


def _put_aside(batch: Batch, position: int, now: int, reason: str, detail: str) -> None:
    batch.set_aside.append({"position": position, "set_aside_at": now, "reason": reason, "detail": detail})
