"""Whether weeks were added up or not, and whatever was written since: every answer is what it was without that."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from shortener.clicks.breakdown import DIMENSIONS
from shortener.clicks.spans import adding
from shortener.clicks.tables import link_spans, site_spans
from shortener.links.tables import Tag, link_tags
from shortener.reports.answers import Question, Report, answer
from shortener.reports.breakdown import breakdowns
from shortener.reports.parts import read_parts
from shortener.reports.periods import Period, Unit, day_start, local_date
from shortener.reports.scope import SITE, Scope
from shortener.stores import Database
from tests.clicks.spanning import make_spans, spans_agree
from tests.clicks.test_rebuild import DAY, ZONE
from tests.clicks.test_spans import CLICKS, MONDAY, NOW, WEEKS, Node
from tests.reports.clicking import add_link

SCOPES = (SITE, Scope(link_id=1), Scope(link_id=404), Scope(domain="rpf.io"), Scope(tag="spring"))
PER: tuple[Unit | None, ...] = ("day", "day", "week", None)
ZONES = (ZONE, ZONE, "Asia/Kathmandu")


@pytest.fixture
def node(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    for name, value in (("LEAST_SAVED", 10), ("LEAST_CLICKS", 3)):
        monkeypatch.setattr(adding, name, value)
    for number in range(1, 4):
        add_link(database, number, f"link-{number}")
    with database.write() as session:
        session.add(Tag(id=1, name="spring", created_at=0))
        session.flush()
        session.execute(link_tags.insert(), [{"link_id": number, "tag_id": 1} for number in (2, 3)])
    node = Node(database, tmp_path / "journals")
    node.add(CLICKS)
    return node


def any_period(chance: random.Random) -> Period:
    """Of whole days, from one to more than there are."""
    zone = chance.choice(ZONES)
    first = local_date(MONDAY + chance.randrange(-5, 7 * WEEKS) * DAY, zone)
    end = first + dt.timedelta(days=chance.choice((1, 7, 28, 30, chance.randint(2, 80))))
    return Period(day_start(first, zone), day_start(end, zone), zone)


def answers(database: Database, seed: int) -> list[tuple[Report, Any]]:
    """The same questions for the same seed."""
    chance, found = random.Random(seed), []
    with database.read() as session:
        for _ in range(12):
            period, scope = any_period(chance), chance.choice(SCOPES)
            asked = Question(period=period, scope=scope, unit=chance.choice(PER), dimensions=tuple(DIMENSIONS))
            report = answer(session, asked)
            found.append((report, breakdowns(session, scope, period, ("country", "reason"))))
    return found


def without_spans(database: Database) -> None:
    with database.write() as session:
        for table in (link_spans, site_spans):
            session.execute(delete(table))


def test_answers_are_the_same_with_spans_and_without(node: Node) -> None:
    for seed in range(3):
        make_spans(node.database, NOW)
        node.add(seed)  # so that some of the spans are gone, of some links
        assert spans_agree(node.database) > 0
        with_spans = answers(node.database, seed)
        without_spans(node.database)
        assert answers(node.database, seed) == with_spans


def test_of_a_long_time_few_rows_are_read(node: Node) -> None:
    day = local_date(MONDAY, ZONE)
    period = Period(day_start(day, ZONE), day_start(day + dt.timedelta(days=7 * WEEKS), ZONE), ZONE)
    with node.database.read() as session:
        before = [read_parts(session, scope, period) for scope in SCOPES]
    make_spans(node.database, NOW)
    with node.database.read() as session:
        after = [read_parts(session, scope, period) for scope in SCOPES]
    assert len(before[0]) > 6 * WEEKS
    assert len(after[0]) <= 2 + 3 + 3  # of nine weeks
    for scope, one, other in zip(SCOPES, before, after, strict=True):
        assert len(other) < len(one) or scope.link_id == 404
        assert sum(number for part in other for number in part.counts.values()) == sum(
            number for part in one for number in part.counts.values()
        )
