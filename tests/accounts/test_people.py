"""People are added, found, disabled and given passwords; the last admin stays."""

from collections.abc import Callable

import pytest

from shortener.accounts import people, sessions
from shortener.accounts.errors import AccountRefused
from shortener.accounts.passwords import verify
from shortener.accounts.tables import Person
from shortener.stores import Database
from tests.accounts.conftest import PASSWORD, QUICK, AddPerson

SECRET = b"a secret of sixteen bytes or more"
NEW = "another good password"


def test_somebody_added_is_found_by_name_and_can_prove_who_they_are(database: Database, add_person: AddPerson) -> None:
    ada = add_person("Ada Lovelace", "editor")
    with database.read() as session:
        found = people.find(session, "  Ada Lovelace ")
        assert found is not None
        assert (found.id, found.role, found.disabled_at) == (ada.id, "editor", None)
        assert verify(found.password_hash, PASSWORD)
        assert people.find(session, "ada lovelace") is None
        assert people.names(session) == {ada.id: "Ada Lovelace"}


def test_everyone_is_listed_by_name(database: Database, add_person: AddPerson) -> None:
    for name in ("grace", "ada", "joan"):
        add_person(name)
    with database.read() as session:
        assert [person.name for person in people.everyone(session)] == ["ada", "grace", "joan"]


@pytest.mark.alike
@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "two\nlines", "nul\0", "\ud800", "\x7f"])
def test_a_name_that_can_not_be_typed_again_is_refused(database: Database, name: str) -> None:
    with database.write() as session, pytest.raises(AccountRefused, match="1 to 64") as refused:
        people.add(session, name, PASSWORD, hasher=QUICK)
    assert (refused.value.field, refused.value.code) == ("name", "syntax")


@pytest.mark.parametrize("name", ["", "x" * 65, "x" * 1_000_000, "nul\0", "\ud800"])
def test_looking_for_an_impossible_name_finds_nobody(database: Database, name: str) -> None:
    with database.read() as session:
        assert people.find(session, name) is None


def test_a_taken_name_is_refused(database: Database, add_person: AddPerson) -> None:
    add_person("caf\u00e9")
    with pytest.raises(AccountRefused, match="already somebody named") as refused:
        add_person("cafe\u0301")
    assert refused.value.code == "taken"


def test_an_unknown_role_is_refused_with_the_known_ones(database: Database, add_person: AddPerson) -> None:
    with pytest.raises(AccountRefused, match="admin, editor, viewer"):
        add_person("ada", "emperor")
    with database.read() as session:
        assert people.everyone(session) == []


def test_a_short_password_adds_nobody(database: Database) -> None:
    with database.write() as session, pytest.raises(AccountRefused, match="at least 8"):
        people.add(session, "ada", "short", hasher=QUICK)
    with database.read() as session:
        assert people.everyone(session) == []


def test_a_changed_password_ends_all_other_sign_ins(database: Database, add_person: AddPerson) -> None:
    ada, grace = add_person("ada"), add_person("grace")
    with database.write() as session:
        here = sessions.open(session, SECRET, ada, days=1)
        elsewhere = sessions.open(session, SECRET, ada, days=1)
        hers = sessions.open(session, SECRET, grace, days=1)
    with database.write() as session:
        current = sessions.current(session, SECRET, here)
        assert current is not None
        people.change_password(session, "ada", NEW, keep=current[0].id, hasher=QUICK)
    with database.read() as session:
        assert [sessions.current(session, SECRET, token) is not None for token in (here, elsewhere, hers)] == [
            True,
            False,
            True,
        ]
        changed = people.find(session, "ada")
        assert changed is not None
        assert verify(changed.password_hash, NEW)
        assert not verify(changed.password_hash, PASSWORD)


def test_a_password_that_is_refused_changes_nothing(database: Database, add_person: AddPerson) -> None:
    ada = add_person("ada")
    with database.write() as session:
        token = sessions.open(session, SECRET, ada, days=1)
    with pytest.raises(AccountRefused), database.write() as session:
        people.change_password(session, "ada", "short")
    with database.read() as session:
        assert sessions.current(session, SECRET, token) is not None


def test_nothing_can_be_done_to_somebody_who_is_not_there(database: Database) -> None:
    with database.write() as session:
        acts: list[Callable[[], Person]] = [
            lambda: people.disable(session, "eve"),
            lambda: people.enable(session, "eve"),
            lambda: people.change_password(session, "eve", NEW),
            lambda: people.change_role(session, "eve", "viewer"),
        ]
        for act in acts:
            with pytest.raises(AccountRefused, match="nobody named eve") as refused:
                act()
            assert refused.value.code == "missing"


def test_a_disabled_person_is_signed_out_and_can_come_back(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    grace = add_person("grace")
    with database.write() as session:
        token = sessions.open(session, SECRET, grace, days=1)
        disabled = people.disable(session, "grace")
        assert disabled.disabled_at is not None
        assert sessions.current(session, SECRET, token) is None
        assert people.enable(session, "grace").disabled_at is None
        assert sessions.current(session, SECRET, token) is None


def test_the_last_admin_can_be_neither_disabled_nor_demoted(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    add_person("grace", "editor")
    with database.write() as session:
        with pytest.raises(AccountRefused, match="last admin"):
            people.disable(session, "ada")
        with pytest.raises(AccountRefused, match="last admin"):
            people.change_role(session, "ada", "viewer")
        people.change_role(session, "grace", "admin")
        assert people.change_role(session, "ada", "viewer").role == "viewer"
