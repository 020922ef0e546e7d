"""A library with an editor, and batches over it that go through their steps as a request or the queue takes them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from shortener.bulk import register
from shortener.bulk.rows import How
from shortener.bulk.steps import run
from shortener.bulk.table import BadRow, Row, Table
from shortener.bulk.tables import CHECKING, FILE, Batch, BatchRow
from shortener.clock import now_ms
from shortener.links.library import Library
from shortener.links.rules import Rules
from shortener.stores import Database
from tests.links.asking import add_person

RULES = Rules(site_host="rpf.io")


class Bench:
    """One batch at a time, in the name of ada (number 1)."""

    def __init__(self, database: Database, library: Library) -> None:
        self.database, self.library = database, library

    def file(self, text: str, **how: Any) -> Batch:
        return self.make(FILE, list(Table(io.BytesIO(text.encode()))), **{"change": True, **how})

    def make(self, kind: str, rows: Sequence[Row | BadRow], **how: Any) -> Batch:
        said = register.said(How(owner_id=1, **how))
        batch = Batch(kind=kind, name="x", state=CHECKING, how=said, most=0, made_by_id=1, acting_id=1)
        batch.made_at = batch.changed_at = now_ms()
        with self.database.write() as session:
            register.make(session, batch, rows)
            register.queue(session, batch, now_ms())
        return batch

    def checked(self, text: str, **how: Any) -> Batch:
        batch = self.file(text, **how)
        assert run(self.database, self.library, batch)
        return self.now(batch)

    def step(self, batch: Batch, step: str) -> Batch:
        with self.database.write() as session:
            found = session.get_one(Batch, batch.id)
            register.begin(session, found, step, 1, now_ms())
        assert run(self.database, self.library, found)
        return self.now(batch)

    def now(self, batch: Batch) -> Batch:
        with self.database.read() as session:
            return session.get_one(Batch, batch.id)

    def rows(self, batch: Batch) -> list[BatchRow]:
        with self.database.read() as session:
            return list(register.every_row(session, batch.id))

    def told(self, batch: Batch) -> list[str]:
        """Of each row its outcome, or the verdict where nothing has come of it yet."""
        return [row.outcome or row.verdict for row in self.rows(batch)]


@pytest.fixture
def library(any_database: Database) -> Library:
    library = Library(any_database, RULES)
    library.ensure_default_domain()
    add_person(any_database, "ada")
    return library


@pytest.fixture
def bench(any_database: Database, library: Library) -> Bench:
    return Bench(any_database, library)


Make = Callable[..., Batch]
