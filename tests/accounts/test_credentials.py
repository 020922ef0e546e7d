"""Credentials that programs send each time are proved once a minute, and stop counting at once when changed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from shortener.accounts import credentials, passwords, people
from shortener.accounts.credentials import check_credentials
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import Person
from shortener.stores import Database
from tests.accounts.conftest import PASSWORD, QUICK, AddPerson

NET = "2001:db8:1:1::/64"


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were really compared, in order."""
    seen, lock, verify = [], threading.Lock(), passwords.verify

    def count(kept: str, password: str) -> bool:
        with lock:
            seen.append(password)
        return verify(kept, password)

    monkeypatch.setattr(passwords, "verify", count)
    return seen


def test_right_credentials_are_proved_once(database: Database, add_person: AddPerson, proofs: list[str]) -> None:
    ada = add_person("ada")
    found = [check_credentials(database, "ada", PASSWORD, NET) for _ in range(5)]
    assert all(isinstance(one, Person) and one.id == ada.id for one in found)
    assert proofs == [PASSWORD]


def test_wrong_credentials_are_proved_each_time_and_limited(
    database: Database, add_person: AddPerson, proofs: list[str]
) -> None:
    add_person("ada")
    found = [check_credentials(database, "ada", "not this one", NET) for _ in range(12)]
    assert [one.code for one in found if isinstance(one, SignInRefusal)] == ["wrong"] * 10 + ["throttled"] * 2
    assert proofs == ["not this one"] * 10


def test_a_program_at_work_is_not_stopped_by_somebody_guessing_beside_it(
    database: Database, add_person: AddPerson
) -> None:
    add_person("ada")
    assert isinstance(check_credentials(database, "ada", PASSWORD, NET), Person)
    for _ in range(11):
        check_credentials(database, "ada", "not this one", NET)
    assert isinstance(check_credentials(database, "ada", PASSWORD, NET), Person)


def test_a_changed_password_stops_counting_at_once(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    check_credentials(database, "ada", PASSWORD, NET)
    with database.write() as session:
        people.change_password(session, "ada", "another password", hasher=QUICK)
    assert check_credentials(database, "ada", PASSWORD, NET) == SignInRefusal("wrong")


def test_a_disabled_person_is_refused_at_once(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    add_person("grace")
    check_credentials(database, "grace", PASSWORD, NET)
    with database.write() as session:
        people.disable(session, "grace")
    assert check_credentials(database, "grace", PASSWORD, NET) == SignInRefusal("wrong")


def test_proved_credentials_are_good_for_their_own_name_only(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    add_person("adac")
    check_credentials(database, "ada", PASSWORD, NET)
    assert check_credentials(database, "ad", "a" + PASSWORD, NET) == SignInRefusal("wrong")
    assert check_credentials(database, "adac", PASSWORD[1:], NET) == SignInRefusal("wrong")


def test_many_first_requests_at_once_cost_one_proof(
    database: Database, add_person: AddPerson, proofs: list[str]
) -> None:
    add_person("ada")
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: check_credentials(database, "ada", PASSWORD, NET), range(32)))
    assert all(isinstance(one, Person) for one in found)
    assert proofs == [PASSWORD]


def test_proofs_are_forgotten_after_a_while_and_within_bounds(
    database: Database, add_person: AddPerson, proofs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person("ada")
    monkeypatch.setattr(credentials, "SECONDS", 0.0)
    check_credentials(database, "ada", PASSWORD, NET)
    check_credentials(database, "ada", PASSWORD, NET)
    assert proofs == [PASSWORD] * 2
    store = credentials._Proved()
    for number in range(credentials.MOST + 5):
        store.add(f"name{number}", PASSWORD, "kept")
    assert len(store._entries) == 5
