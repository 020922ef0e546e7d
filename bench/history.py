"""Clicks of earlier days in a database of links, so that there is something to export."""

import itertools
from hashlib import blake2b
from typing import Any

from sqlalchemy import insert

from bench.load import BROWSER
from shortener.clicks.tables import agents, clicks, journals
from shortener.clock import now_ms
from shortener.stores import Database

BATCH = 20_000
AGENTS = 500
NODE = "earlier"


def add_clicks(database: Database, links: int, count: int) -> None:
    """So many rows, spread over all links; the books of a finished journal hold them, so that the audit adds up."""
    opened = now_ms() - 90 * 86_400_000
    with database.write() as session:
        session.execute(insert(agents), [_agent(number) for number in range(1, AGENTS + 1)])
        rows = (_click(number, opened, links) for number in range(count))
        while batch := list(itertools.islice(rows, BATCH)):
            session.connection().execute(insert(clicks), batch)
        zero = dict.fromkeys(("misses", "set_aside", "lost", "uncounted"), 0)
        books = {"name": NODE, "node": NODE, "opened_at": opened, "finished_at": now_ms(), "position": count}
        session.execute(insert(journals), [books | zero | {"clicks": count}])


def _agent(number: int) -> dict[str, Any]:
    agent = f"{BROWSER['User-Agent']} {number}"
    digest = blake2b(agent.encode(), digest_size=16).digest()
    return {"id": number, "digest": digest, "agent": agent, "browser": "Firefox", "os": "Linux", "device": "desktop"}


def _click(number: int, opened: int, links: int) -> dict[str, Any]:
    link = number * 7 % links + 1
    return {
        "clicked_at": opened + number * 7000,
        "link_id": link,
        "revision_id": link,
        "status": 302,
        "method": "GET",
        "via": "proxied",
        "family": 6,
        "prefix": f"2001:db8:{number % 65536:x}::/48",
        "referrer": "https://projects.raspberrypi.org/en/projects" if number % 3 else None,
        "referrer_host": "projects.raspberrypi.org" if number % 3 else None,
        "agent_id": number % AGENTS + 1,
        "language": "en-GB",
        "class": "human",
        "node": NODE,
    }
