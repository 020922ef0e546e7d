"""Webhooks with a receiver on [::1], and a worker's turns with them."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import select, update

from shortener.clock import now_ms
from shortener.net.fetch import Limits
from shortener.stores import Database
from shortener.webhooks import register
from shortener.webhooks.events import EVENTS
from shortener.webhooks.tables import Hook, Message
from shortener.webhooks.turns import Turn
from tests.outside import HOST, Outside, outside

KEY = b"the key of a site that is not there"
URL = f"http://{HOST}/hook"
OK: tuple[int, dict[str, str], bytes] = (204, {}, b"")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with outside(monkeypatch) as made:
        made.answers["/hook"] = OK
        yield made


AddHook = Callable[..., int]


@pytest.fixture
def add_hook(database: Database) -> AddHook:
    def add(name: str = "crm", url: str = URL, events: Sequence[str] = EVENTS) -> int:
        with database.write() as session:
            return register.add(session, name, url, events, now_ms()).id

    return add


Take = Callable[..., int]


@pytest.fixture
def take(database: Database, site: Outside) -> Take:
    """A worker's turn with a hook; how many messages it delivered."""

    def turn(hook_id: int = 1, seconds: float = 5.0) -> int:
        fetcher = site.fetcher(Limits(seconds=seconds, size=1024))
        return Turn(database, fetcher, KEY, hook_id, "node").take(threading.Event())

    return turn


def messages(database: Database) -> list[Message]:
    with database.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def hook_of(database: Database, hook_id: int = 1) -> Hook:
    with database.read() as session:
        return session.get_one(Hook, hook_id)


def change_hook(database: Database, **values: Any) -> None:
    with database.write() as session:
        session.execute(update(Hook).values(**values))


def make_due(database: Database) -> None:
    """As if enough time had gone by."""
    with database.write() as session:
        session.execute(update(Message).values(due_at=0))
        session.execute(update(Hook).values(resting_until=None))


def told(site: Outside) -> list[dict[str, Any]]:
    """What the receiver was told, as it reads it."""
    return [json.loads(one.body) for one in site.posted]
