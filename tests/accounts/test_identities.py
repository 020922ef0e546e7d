"""Who comes from the organisation: known by the subject, met by one checked address, and each of them once."""

import pytest
from sqlalchemy import func, select, update

from shortener.accounts import identities, people
from shortener.accounts.errors import AccountRefused
from shortener.accounts.idtokens import Claims
from shortener.accounts.tables import Identity, Person
from shortener.stores import Database
from tests.accounts.conftest import PASSWORD, QUICK

ADA = Claims("https://id.example.org", "1", "ada@example.org", "Ada")
ANYBODY, NEW = identities.Policy((), "none"), identities.Policy((), "viewer")


def test_a_person_is_met_once_and_known_from_then_on(any_database: Database) -> None:
    with any_database.write() as session:
        ada = people.add(session, "ada", PASSWORD, hasher=QUICK)
        people.set_email(session, "ada", " ADA@example.org")
    for claims in (ADA, Claims(ADA.issuer, "1", "", "")):
        with any_database.write() as session:
            met = identities.meet(session, claims, ANYBODY)
            assert (met.person.id, met.is_new) == (ada.id, False)
    with any_database.write() as session:
        assert identities.is_known(session, ada)
        assert identities.meet(session, Claims("https://other.example", "1", "x@example.org", ""), NEW).is_new
        assert session.scalar(select(func.count()).select_from(Identity)) == 2


def test_an_address_that_two_have_meets_neither_and_a_name_that_is_taken_or_impossible_is_not_given(
    database: Database,
) -> None:
    with database.write() as session:
        for name in ("ada", "Ada"):
            people.add(session, name, PASSWORD, hasher=QUICK)
        session.execute(update(Person).values(email="ada@example.org"))
        with pytest.raises(AccountRefused, match="Several people"):
            identities.meet(session, ADA, NEW)
    with database.write() as session:
        for number, name in enumerate(("Ada", "", "x" * 65, "line\nbreak")):
            met = identities.meet(session, Claims(ADA.issuer, f"new {number}", f"{number}@example.org", name), NEW)
            assert (met.person.name, met.person.role, met.person.password_hash) == (
                f"{number}@example.org",
                "viewer",
                "",
            )


def test_an_address_is_one_and_only_one_persons(database: Database) -> None:
    with database.write() as session:
        for name in ("ada", "grace"):
            people.add(session, name, PASSWORD, hasher=QUICK)
        people.set_email(session, "ada", "ada@example.org")
        people.set_email(session, "ada", "ada@example.org")
        for name, wrong in (("grace", "Ada@Example.org"), ("grace", "ada"), ("ada", "a b@example.org")):
            with pytest.raises(AccountRefused):
                people.set_email(session, name, wrong)
        identities.meet(session, ADA, ANYBODY)
        assert identities.is_known(session, people.existing(session, "ada"))
        people.set_email(session, "ada", "")
        assert not identities.is_known(session, people.existing(session, "ada"))
        people.set_email(session, "grace", "ada@example.org")
