"""Invitations: a link that works once and for a while, of which the database keeps only a hash."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from shortener.accounts import invitations, keys, people
from shortener.accounts.errors import AccountRefused
from shortener.accounts.passwords import verify
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import ApiKey, Invitation, Person
from shortener.clock import now_ms
from shortener.stores import Database
from tests.accounts.conftest import QUICK, AddPerson

NET = "2001:db8:1:1::/64"
NEW = "another good password"


def invited(database: Database, role: str = "editor", by: int | None = None, note: str = "Grace") -> str:
    with database.write() as session:
        return invitations.invite(session, role, by, note)


def accept(database: Database, token: str, name: str = "grace", password: str = NEW) -> Person:
    with database.write() as session:
        return invitations.accept(session, token, name, password, hasher=QUICK)


def test_whoever_has_the_link_becomes_somebody_of_that_role(any_database: Database) -> None:
    token = invited(any_database, "viewer")
    grace = accept(any_database, token)
    assert (grace.name, grace.role) == ("grace", "viewer")
    assert verify(grace.password_hash, NEW)


def test_a_link_works_once_even_for_two_at_the_same_moment(any_database: Database) -> None:
    token = invited(any_database)

    def use(name: str) -> bool:
        try:
            accept(any_database, token, name)
        except AccountRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, ["a", "b", "c", "d"])) == [False, False, False, True]
    with any_database.read() as session:
        assert len(people.everyone(session)) == 1


def test_whoever_is_refused_can_use_the_link_again(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    token = invited(database)
    for name, password in (("ada", NEW), ("grace", "short"), ("", NEW)):
        with pytest.raises(AccountRefused):
            accept(database, token, name, password)
    assert accept(database, token).name == "grace"


def test_the_token_itself_is_not_in_the_database(database: Database) -> None:
    token = invited(database)
    with database.read() as session:
        kept = session.scalars(select(Invitation)).one()
    assert token not in str(vars(kept))


def test_a_link_ends_after_its_days_and_is_forgotten(database: Database) -> None:
    token = invited(database)
    with database.write() as session:
        session.execute(update(Invitation).values(expires_at=now_ms() - 1))
    assert invitations.look_at(database, token, NET) == SignInRefusal("wrong")
    with pytest.raises(AccountRefused, match="has ended"):
        accept(database, token)
    with database.write() as session:
        invitations.prune(session, now_ms())
        assert session.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize("token", ["", "x", "x" * 65, "\ud800", "x" * 1_000_000])
def test_what_is_no_link_of_ours_opens_nothing(database: Database, token: str) -> None:
    invited(database)
    assert invitations.look_at(database, token, NET) == SignInRefusal("wrong")


def test_guessing_closes_the_door_for_that_network_alone(database: Database) -> None:
    token = invited(database)
    for number in range(30):
        assert invitations.look_at(database, f"guess {number}", NET) == SignInRefusal("wrong")
    closed = invitations.look_at(database, token, NET)
    assert isinstance(closed, SignInRefusal)
    assert closed.code == "throttled"
    assert isinstance(invitations.look_at(database, token, "192.0.2.1"), Invitation)


def test_a_reset_gives_a_new_password_to_the_same_person_and_a_second_one_ends_the_first(
    database: Database, add_person: AddPerson
) -> None:
    grace = add_person("grace", "viewer")
    with database.write() as session:
        first, second = (invitations.reset(session, "grace", None) for _ in range(2))
    with pytest.raises(AccountRefused):
        accept(database, first)
    changed = accept(database, second, "somebody else")
    assert (changed.id, changed.name, changed.role) == (grace.id, "grace", "viewer")
    assert verify(changed.password_hash, NEW)


def test_who_is_disabled_leaves_no_open_link_and_no_key_behind(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    grace = add_person("grace")
    made = invited(database, "admin", grace.id)
    with database.write() as session:
        own = invitations.reset(session, "grace", None)
        key = keys.add(session, "grace", "script", ["stats:read"])
    with database.write() as session:
        people.disable(session, "grace")
    with database.write() as session:
        people.enable(session, "grace")
    for token in (made, own):
        assert invitations.look_at(database, token, NET) == SignInRefusal("wrong")
    assert keys.look_up(database, key) is None
    with database.read() as session:
        assert session.scalars(select(ApiKey.revoked_at)).one() is not None


def test_who_is_admin_no_more_has_invited_nobody(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    token = invited(database, "admin", add_person("grace").id)
    with database.write() as session:
        people.change_role(session, "grace", "editor")
    assert invitations.look_at(database, token, NET) == SignInRefusal("wrong")


@pytest.mark.parametrize(("role", "note"), [("emperor", ""), ("editor", "x" * 65), ("editor", "two\nlines")])
def test_an_invitation_that_makes_no_sense_is_refused(database: Database, role: str, note: str) -> None:
    with pytest.raises(AccountRefused):
        invited(database, role, note=note)


def test_nobody_who_is_unknown_or_disabled_gets_a_new_password(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    add_person("grace")
    with database.write() as session:
        people.disable(session, "grace")
    for name in ("grace", "eve", ""):
        with database.write() as session, pytest.raises(AccountRefused, match="nobody"):
            invitations.reset(session, name, None)
