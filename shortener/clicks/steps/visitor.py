"""Step: a number by which visits of one visitor on one day, and on no other, are known to belong together."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.journal.visit import Visit

SaltOf = Callable[[int], bytes | None]


def visitor_step(calendar: Calendar, salt_of: SaltOf) -> Any:
    """None where the address isn't known, and once the day's salt is destroyed."""

    def read_visitor(visit: Visit, row: dict[str, Any]) -> None:
        network = row["network"]
        salt = salt_of(calendar.day_of(visit.at // QUARTER_MS)) if network else None
        row["visitor"] = visitor_of(salt, network.key, visit.agent) if salt else None

    return read_visitor


def visitor_of(salt: bytes, network: bytes, agent: str) -> int:
    """64 bits (BLAKE2b, RFC 7693, keyed) of a /64 or an IPv4 address and the agent, as a signed number."""
    keyed = _keyed(salt).copy()
    keyed.update(network + agent.encode("utf-8", "replace"))
    return int.from_bytes(keyed.digest(), "big", signed=True)


@lru_cache(4)
def _keyed(salt: bytes) -> Any:
    return blake2b(digest_size=8, key=salt)
