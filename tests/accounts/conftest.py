"""People with passwords that are quick to check."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from shortener.accounts import people
from shortener.accounts.tables import Person
from shortener.stores import Database

PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
AddPerson = Callable[..., Person]


@pytest.fixture
def add_person(database: Database) -> AddPerson:
    """Adds somebody whose password is PASSWORD, kept under parameters that cost a test nothing."""

    def add(name: str = "ada", role: str = "admin") -> Person:
        with database.write() as session:
            return people.add(session, name, PASSWORD, role, hasher=QUICK)

    return add
