"""Short ways to ask a library for something and to look at what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from shortener.accounts.tables import Person
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.views import LinkView
from shortener.stores import Database

TARGET = "https://projects.raspberrypi.org/en/projects/boat-race"


def add_person(database: Database, name: str) -> int:
    with database.write() as session:
        person = Person(name=name, password_hash="!", created_at=0)
        session.add(person)
        session.flush()
        return person.id


def make(library: Library, slug: str = "", target: str = TARGET, **values: Any) -> LinkView:
    return library.create(Draft(target=target, slug=slug, **values), None)


def change(library: Library, link: LinkView, reason: str = "", **values: Any) -> LinkView:
    return library.edit(link.id, Edit(**values), None, reason=reason)


def refused(ask: Callable[[], object]) -> Refused:
    """What `ask` is refused with; always one sentence that fits on a screen."""
    with pytest.raises(Refused) as caught:
        ask()
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert len(sentence) < 400
    assert sentence.isprintable()
    return caught.value
