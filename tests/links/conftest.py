"""A library over a migrated database, with a default domain and what it announced."""

from collections.abc import Callable

import pytest

from shortener.links.library import Library
from shortener.links.rules import Rules
from shortener.stores import Database
from tests.links.asking import add_person

RULES = Rules(site_host="rpf.io", site_port=8000)


@pytest.fixture
def announced() -> list[int]:
    """The change numbers that a library announced, in order."""
    return []


@pytest.fixture
def library(any_database: Database, announced: list[int]) -> Library:
    """On each database that is a full store, with rpf.io as the default domain; nothing announced yet."""
    library = Library(any_database, RULES, announced.append)
    library.ensure_default_domain()
    announced.clear()
    return library


@pytest.fixture
def person(any_database: Database) -> Callable[[str], int]:
    """Makes somebody and returns their id."""
    return lambda name: add_person(any_database, name)
