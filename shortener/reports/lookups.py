"""What click rows point to, read once a page and remembered: the link as it was served, and the visitor's browser."""

from collections.abc import Collection

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.tables import agents
from shortener.links.tables import Revision

MOST_REMEMBERED = 50_000


class Served(msgspec.Struct, frozen=True, gc=False):
    """A link's domain, slug and target at the time of a click."""

    domain: str
    slug: str
    target: str


class Agent(msgspec.Struct, frozen=True, gc=False):
    """What is known of a browser; None where it isn't."""

    browser: str | None = None
    os: str | None = None
    device: str | None = None

    @property
    def parts(self) -> tuple[str | None, str | None, str | None]:
        return self.browser, self.os, self.device


UNKNOWN_AGENT = Agent()
LOST_REVISION = Served("", "", "")


class Lookups:
    """Bounded, so that an export's memory stays flat however many links it meets."""

    def __init__(self) -> None:
        self.served: dict[int, Served] = {}
        self.agents: dict[int | None, Agent] = {}

    def load(self, session: Session, revision_ids: Collection[int], agent_ids: Collection[int | None]) -> None:
        """Makes sure that `served` and `agents` have an entry for each of these ids."""
        if len(self.served) + len(self.agents) > MOST_REMEMBERED:
            self.served, self.agents = {}, {}
        new_revisions = [number for number in revision_ids if number not in self.served]
        new_agents = [number for number in agent_ids if number not in self.agents]
        self.served |= dict.fromkeys(new_revisions, LOST_REVISION) | _served(session, new_revisions)
        self.agents |= dict.fromkeys(new_agents, UNKNOWN_AGENT)
        self.agents.update(_agents(session, [number for number in new_agents if number is not None]))


def _served(session: Session, ids: Collection[int]) -> dict[int, Served]:
    if not ids:
        return {}
    query = select(Revision.id, Revision.domain, Revision.slug, Revision.target).where(Revision.id.in_(ids))
    return {number: Served(domain, slug, target) for number, domain, slug, target in session.execute(query)}


def _agents(session: Session, ids: Collection[int]) -> dict[int | None, Agent]:
    if not ids:
        return {}
    query = select(agents.c.id, agents.c.browser, agents.c.os, agents.c.device).where(agents.c.id.in_(ids))
    return {number: Agent(browser, os, device) for number, browser, os, device in session.execute(query)}
