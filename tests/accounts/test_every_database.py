"""Accounts on every database that is a full store, as processes that share it use them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shortener.accounts import people, sessions, throttle
from shortener.accounts.errors import AccountRefused
from shortener.accounts.first import first_admin
from shortener.accounts.secret import BadSecret, load_secret
from shortener.accounts.signin import SignInRefusal, sign_in
from shortener.accounts.tables import Person
from shortener.clock import now_ms
from shortener.settings import Settings
from shortener.stores import Database
from tests.accounts.conftest import PASSWORD, QUICK

NET = "2001:db8:1:1::/64"
SECRET = b"a secret of sixteen bytes or more"


def add(database: Database, name: str) -> Person:
    with database.write() as session:
        return people.add(session, name, PASSWORD, hasher=QUICK)


def test_people_sign_in_stay_and_leave(any_database: Database) -> None:
    ada = add(any_database, "Ada Löwe 🦁")
    found = sign_in(any_database, "Ada Löwe 🦁", PASSWORD, NET)
    assert isinstance(found, Person)
    with any_database.write() as session:
        token = sessions.open(session, SECRET, ada, days=1, network=NET)
    with any_database.write() as session:
        current = sessions.current(session, SECRET, token)
        assert current is not None
        assert current[1].id == ada.id
        sessions.touch(session, current[0].id, days=2)
        sessions.prune(session, now_ms() + sessions.DAY_MS)
        assert sessions.current(session, SECRET, token) is not None
        sessions.close(session, SECRET, token)
        assert sessions.current(session, SECRET, token) is None


def test_names_differ_by_case_and_accent(any_database: Database) -> None:
    for name in ("ada", "Ada", "àda", "ada x"):
        add(any_database, name)
    with pytest.raises(AccountRefused, match="already"):
        add(any_database, "ada")
    with any_database.read() as session:
        assert len(people.names(session)) == 4


def test_failures_are_counted_and_forgotten(any_database: Database) -> None:
    add(any_database, "ada")
    codes = [sign_in(any_database, "ada", "a wrong password", NET) for _ in range(throttle.MOST_PER_PAIR + 1)]
    assert [one.code for one in codes if isinstance(one, SignInRefusal)] == ["wrong"] * 10 + ["throttled"]
    with any_database.write() as session:
        throttle.prune(session, now_ms() + throttle.WINDOW_MS)
    assert isinstance(sign_in(any_database, "ada", PASSWORD, NET), Person)


def test_nodes_that_start_together_make_one_key_and_one_admin(any_database: Database, settings: Settings) -> None:
    settings.data_dir.mkdir(exist_ok=True)

    def start(_: int) -> tuple[bytes, str | None]:
        return load_secret(settings, any_database), first_admin(any_database, settings, terminal=True)

    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(start, range(4)))
    assert len({secret for secret, _ in started}) == 1
    assert len([told for _, told in started if told]) == 1


def test_names_that_no_database_can_hold_are_nobodys(any_database: Database) -> None:
    for name in ("nul\0", "\ud800", "x" * 100_000):
        assert sign_in(any_database, name, PASSWORD, NET) == SignInRefusal("wrong")


def test_a_key_of_another_installation_is_refused(any_database: Database, settings: Settings) -> None:
    settings.data_dir.mkdir(exist_ok=True)
    load_secret(settings, any_database)
    (settings.data_dir / "secret-key").write_text("of another installation")
    with pytest.raises(BadSecret, match="not the one"):
        load_secret(settings, any_database)
