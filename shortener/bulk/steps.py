"""The steps of a batch, in a request while it is short and in the queue where it isn't."""

import threading
from collections.abc import Callable
from typing import Any

from shortener import work
from shortener.accounts import people
from shortener.accounts.roles import kept_to, may
from shortener.bulk import register
from shortener.bulk.applying import apply_some
from shortener.bulk.judging import judge
from shortener.bulk.tables import (
    APPLIED,
    APPLYING,
    CHECKING,
    READY,
    RUNNING,
    STOPPED,
    UNDOING,
    UNDONE,
    Batch,
)
from shortener.bulk.undoing import undo_some
from shortener.clock import now_ms
from shortener.links.library import Library
from shortener.sentences import Words
from shortener.stores import Database

ENDS = {CHECKING: READY, APPLYING: APPLIED, UNDOING: UNDONE}
WHY = Words("Whoever began this may not write links any more, so the rest was left.")


def go_on(library: Library, stop: threading.Event, database: Database, payload: dict[str, Any]) -> None:
    """Job: the rest of the step that a batch is in, in the name of whoever began it."""
    with database.read() as session:
        batch = session.get(Batch, payload["batch"])
        person = people.by_id(session, batch.acting_id) if batch and batch.acting_id else None
    if batch is None or batch.state not in RUNNING:
        return
    if person is None or not may(person, "write"):
        _end(database, batch, STOPPED, WHY)
        return
    own = kept_to(person)
    if not run(database, library if own is None else library.of(own), batch, stop.is_set):
        raise work.NotYet("told to stop", now_ms())


def run(database: Database, library: Library, batch: Batch, stopped: Callable[[], bool] = lambda: False) -> bool:
    """All of the step that it is in, some rows at a time; False when told to stop before the end."""
    if batch.state == CHECKING:
        whole = judge(database, library, batch, stopped)
    else:
        some = apply_some if batch.state == APPLYING else undo_some
        while (whole := not stopped()) and some(library, batch):
            pass
    if whole:
        _end(database, batch, ENDS[batch.state])
    return whole


def _end(database: Database, batch: Batch, state: str, error: str = "") -> None:
    with database.write() as session:
        register.end(session, batch, state, error, now_ms())
