"""Shared pages: an address that opens one link's numbers for some days, of which the database keeps only a hash."""

import pytest
from sqlalchemy import select, update

from shortener.accounts import people, sharedpages
from shortener.accounts.errors import AccountRefused
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.tables import SharedPage
from shortener.clock import now_ms
from shortener.stores import Database
from tests.accounts.conftest import AddPerson
from tests.reports.clicking import add_link

NET = "2001:db8:1:1::/64"


def shared(database: Database, days: int = 7, by: int | None = None) -> str:
    add_link(database)
    with database.write() as session:
        return sharedpages.share(session, 1, days, by)


def opens(database: Database, token: str) -> bool:
    return isinstance(sharedpages.look_at(database, token, NET), SharedPage)


def test_an_address_opens_its_link_until_it_ends_and_then_it_is_forgotten(any_database: Database) -> None:
    token = shared(any_database)
    found = sharedpages.look_at(any_database, token, NET)
    assert isinstance(found, SharedPage)
    assert (found.link_id, found.expires_at - found.created_at) == (1, 7 * sharedpages.DAY_MS)
    with any_database.write() as session:
        session.execute(update(SharedPage).values(expires_at=now_ms() - 1))
    assert not opens(any_database, token)
    with any_database.write() as session:
        assert sharedpages.living(session, 1) == []
        sharedpages.prune(session, now_ms())
        assert session.scalars(select(SharedPage)).all() == []


def test_the_token_itself_is_not_in_the_database(database: Database) -> None:
    token = shared(database)
    with database.read() as session:
        assert token not in str(vars(session.scalars(select(SharedPage)).one()))


def test_it_is_ended_only_under_its_own_link(database: Database) -> None:
    token = shared(database)
    with database.write() as session:
        [page] = sharedpages.living(session, 1)
        assert not sharedpages.end(session, 2, page.id)
        assert sharedpages.end(session, 1, page.id)
        assert not sharedpages.end(session, 1, page.id)
    assert not opens(database, token)


@pytest.mark.parametrize("days", [0, -1, 2, 365, 10**18])
def test_only_the_spans_that_are_offered_are_taken(database: Database, days: int) -> None:
    with pytest.raises(AccountRefused, match="1, 7, 30, 90 days"):
        shared(database, days)


def test_a_link_has_a_bounded_number_of_them(database: Database) -> None:
    shared(database)
    with database.write() as session:
        for _ in range(sharedpages.MOST - 1):
            sharedpages.share(session, 1, 1, None)
        with pytest.raises(AccountRefused, match="end one of them"):
            sharedpages.share(session, 1, 1, None)


@pytest.mark.parametrize("token", ["", "x", "x" * 65, "\ud800", "x" * 1_000_000])
def test_what_is_no_address_of_ours_opens_nothing(database: Database, token: str) -> None:
    shared(database)
    assert sharedpages.look_at(database, token, NET) == SignInRefusal("wrong")


def test_who_is_disabled_leaves_no_shared_page_behind(database: Database, add_person: AddPerson) -> None:
    add_person("ada")
    token = shared(database, by=add_person("grace").id)
    assert opens(database, token)
    with database.write() as session:
        people.disable(session, "grace")
    assert not opens(database, token)
