"""Years in small: clicks of every kind on days of 23, 24 and 25 hours, stored by the collector, and their rows."""

import random
from pathlib import Path
from typing import Any

from sqlalchemy import select

from shortener.clicks.collector import Collector
from shortener.clicks.days import Calendar
from shortener.clicks.steps import Knowledge, Steps, make_steps
from shortener.clicks.steps.visitor import SaltOf
from shortener.clicks.tables import agents, clicks
from shortener.journal.visit import Visit, encode
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.test_classes import CHROME
from tests.visits import a_visit

SPRING, AUTUMN = (
    1_774_656_000_000,
    1_792_800_000_000,
)  # the days before London's clocks change, 2026-03-28 and 2026-10-24
DAY, LINKS = 86_400_000, 6
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)
AGENTS = ("", CHROME, PHONE, "curl/8.7.1", "WhatsApp/2.23", "unheard/1")
Row = dict[str, Any]


def any_visit(fate: random.Random, at: int) -> Visit:
    link = fate.choice((1, 1, 1, 2, 2, 3, 4, 5, 6))
    return a_visit(
        at=at,
        link_id=link,
        revision_id=link,
        method=fate.choice(("GET", "GET", "GET", "HEAD")),
        status=fate.choice((301, 302)),
        via=fate.choice(("direct", "proxied")),
        address=fate.choice(("", "193.62.157.66", "2001:638:a::1", f"2a00:23c5:{fate.randrange(9)}::1")),
        agent=fate.choice(AGENTS),
        referrer=fate.choice(("", f"https://host-{fate.randrange(30)}.example/", "https://www.google.com/")),
        language=fate.choice(("", "de", "en-GB,en")),
        query=fate.choice(("", "", "qr", "qr=box", "utm_campaign=spring")),
        private=fate.random() < 0.1,
        purpose=fate.choice(("", "", "prefetch")),
    )


def store_history(database: Database, folder: Path, zone: str, seed: int, count: int = 2000) -> list[Row]:
    """All clicks as plain rows, with browser, system and device beside them."""
    fate = random.Random(seed)
    moments = [fate.choice((SPRING, AUTUMN)) + fate.randrange(4 * DAY) for _ in range(count)]
    journal = Journal(folder, "test")
    collector = Collector(database, folder, "test", zone, make=with_salts_for_ever)
    for first in range(0, count, 500):
        assert journal.write([encode(any_visit(fate, at)) for at in moments[first : first + 500]])
        collector.collect_once()
    journal.close()
    return plain_rows(database)


def plain_rows(database: Database) -> list[Row]:
    query = select(clicks, agents.c.browser, agents.c.os, agents.c.device)
    with database.read() as session:
        found = session.execute(query.outerjoin(agents, agents.c.id == clicks.c.agent_id)).mappings()
        return [dict(row) for row in found]


def with_salts_for_ever(knowledge: Knowledge, calendar: Calendar, _salt_of: SaltOf) -> Steps:
    return make_steps(knowledge, calendar, lambda day: str(day).encode())
