"""The table of distinct agents: clicks point to it, so that rules can be applied again later."""

from collections import OrderedDict
from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.browsers import RULES_VERSION, read_agent
from shortener.clicks.bulk import upsert_rows
from shortener.clicks.portions import AT_ONCE, pieces
from shortener.clicks.tables import agents

MOST_KNOWN = 50_000
COLUMNS = ("digest", "agent", "browser", "os", "device", "rules_version")


class Agents:
    """Digest → id, remembered only once the transaction that made the id is committed (`confirm`)."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._fresh: dict[bytes, int] = {}

    def ids(self, session: Session, wanted: dict[bytes, str]) -> dict[bytes, int]:
        """The id of each wanted agent; new ones are added."""
        missing = {digest: agent for digest, agent in wanted.items() if digest not in self._known}
        for digest in wanted.keys() - missing.keys():
            self._known.move_to_end(digest)
        self._fresh = self._look_up(session, list(missing)) if missing else {}
        new = sorted(missing.keys() - self._fresh.keys())
        if new:
            rows = [_row(digest, missing[digest]) for digest in new]
            upsert_rows(session, agents, COLUMNS, rows, key=("digest",))
            self._fresh |= self._look_up(session, new)
        return {digest: self._known.get(digest) or self._fresh[digest] for digest in wanted}

    def confirm(self) -> None:
        """What was looked up last is committed."""
        self._known.update(self._fresh)
        self._fresh = {}
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    @staticmethod
    def _look_up(session: Session, digests: list[bytes]) -> dict[bytes, int]:
        ids: dict[bytes, int] = {}
        for some in pieces(digests, AT_ONCE):
            found = session.execute(select(agents.c.digest, agents.c.id).where(agents.c.digest.in_(some)))
            ids |= {bytes(digest): number for digest, number in found}
        return ids


@lru_cache(maxsize=4096)
def digest_of(agent: str) -> bytes:
    """With the rules in it: what newer rules make of the same agent is another row, and older clicks keep theirs."""
    return blake2b(agent.encode(), digest_size=16, person=RULES_VERSION.encode()).digest()


def _row(digest: bytes, agent: str) -> tuple[object, ...]:
    found = read_agent(agent)
    return digest, agent, found.browser, found.os, found.device, RULES_VERSION
