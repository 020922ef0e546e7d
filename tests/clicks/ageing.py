"""Stored clicks made to look as if older rules had judged them, which took people for robots and robots for people."""

from typing import Any

from sqlalchemy import select, update

from shortener.clicks.rebuild import days_to_rebuild, rebuild
from shortener.clicks.tables import agents, clicks
from shortener.stores import Database
from tests.clicks.test_classes import CHROME

OLD = "2-200001-1.1"


def age(database: Database, version: str = OLD) -> None:
    """Rows, agents and counts as they would be, had those rules been in force all the time."""
    with database.write() as session:
        for row in session.execute(select(agents)).all():
            old = {"browser": f"Old {row.browser}", "os": None, "device": "phone", "rules_version": version}
            session.execute(update(agents).where(agents.c.id == row.id).values(digest=row.id.to_bytes(16), **old))
        found = session.execute(select(clicks, agents.c.agent).outerjoin(agents, agents.c.id == clicks.c.agent_id))
        for click in found.mappings().all():
            values = as_judged(dict(click)) | {"rules_version": version}
            session.execute(update(clicks).where(clicks.c.id == click["id"]).values(values))
    rebuild(database, days_to_rebuild(database), lambda _day: None)


def as_judged(click: dict[str, Any]) -> dict[str, Any]:
    """By rules that saw a robot in Chrome, nothing in curl and a browser in what nobody knows."""
    agent, early = click["agent"], "prefetch" in {click["purpose"], click["class"]}
    if agent == CHROME:
        return {"class": "bot", "reason": "crawler: Chrome", "purpose": "prefetch" if early else None}
    if agent in {"curl/8.7.1", "unheard/1"} and early:
        return {"class": "prefetch", "reason": "prefetch", "purpose": None}
    if agent in {"curl/8.7.1", "unheard/1"} and click["method"] == "HEAD":
        return {"class": "bot", "reason": "HEAD"}
    if agent == "curl/8.7.1":
        return {"class": "unknown", "reason": "unknown agent"}
    return {"class": "human", "reason": "browser"} if agent == "unheard/1" else {}
