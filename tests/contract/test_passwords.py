"""Passwords from config.php go on, and are kept better from their owner's next sign-in on."""

import pytest

from shortener.accounts import people
from shortener.accounts.passwords import is_outdated, verify
from shortener.accounts.signin import SignInRefusal, sign_in
from shortener.accounts.tables import Person
from shortener.stores import Database
from tests.api.conftest import Program
from tests.contract.cases import CASES, cases
from tests.faces import QUICK

pytestmark = pytest.mark.stores("sqlite")
PASSWORD = CASES["password_hashes"]["password"]


def bring(database: Database, value: str) -> Person:
    with database.write() as session:
        return people.add_imported(session, "yourls", value, hasher=QUICK)


def kept(database: Database) -> str:
    with database.read() as session:
        person = people.find(session, "yourls")
    assert person is not None
    return person.password_hash


@pytest.mark.parametrize("value", cases("password_hashes", "accepted"))
def test_a_hash_goes_on_until_the_next_sign_in_makes_a_better_one(database: Database, value: str) -> None:
    assert bring(database, value).password_hash == value.replace("!", "$")
    assert isinstance(sign_in(database, "yourls", PASSWORD + "x", "::1"), SignInRefusal)
    assert kept(database) == value.replace("!", "$")
    assert isinstance(sign_in(database, "yourls", PASSWORD, "::1"), Person)
    assert kept(database).startswith("$argon2id$")
    assert not is_outdated(kept(database))
    assert isinstance(sign_in(database, "yourls", PASSWORD, "::1"), Person)


@pytest.mark.parametrize("value", cases("password_hashes", "accepted"))
def test_a_program_with_such_a_password_goes_on(api: Program, value: str) -> None:
    bring(api.database, value)
    sent = {"action": "version", "format": "simple", "username": "yourls", "password": PASSWORD}
    assert api.ask(sent, alone=True).status_code == 200
    assert kept(api.database).startswith("$argon2id$")


@pytest.mark.parametrize(
    "password", [*cases("password_hashes", "strings_that_must_round_trip"), "qwerty", "md5:12:no hash", "phpass:$1$x"]
)
def test_a_plain_password_is_hashed_at_once_however_short_it_is(database: Database, password: str) -> None:
    bring(database, password)
    assert kept(database).startswith("$argon2id$")
    assert isinstance(sign_in(database, "yourls", password, "::1"), Person)


@pytest.mark.parametrize(
    "broken",
    [
        "md5:12373:" + "0" * 32,
        "phpass:$2y$10$" + "." * 53,
        "phpass:$2y$31$KPP/sv7pv0JL2GwcixNBfuXRPElC4KxQUgetqBfCboB.q30yKwKG6",
        "phpass:",
        "md5:",
    ],
)
def test_a_hash_of_something_else_opens_nothing(broken: str) -> None:
    assert not verify(broken, PASSWORD)
    assert not verify(broken, "")
    assert not verify(broken, "x\0y" * 40)


def test_bcrypt_reads_the_first_72_bytes_as_php_does() -> None:
    import bcrypt

    password = "é" * 60
    value = "phpass:" + bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()
    assert verify(value, password)
    assert verify(value, password[:36] + "other")
    assert not verify(value, password[:35])
