"""Sign-ins: unguessable tokens, kept only as keyed hashes, ending when they should."""

import pytest
from sqlalchemy import select, update

from shortener.accounts import people, sessions
from shortener.accounts.tables import SignIn
from shortener.clock import now_ms
from shortener.stores import Database
from tests.accounts.conftest import AddPerson

SECRET = b"a secret of sixteen bytes or more"
DAY = sessions.DAY_MS


def test_a_token_leads_to_its_person_and_no_other_token_does(database: Database, add_person: AddPerson) -> None:
    ada, grace = add_person("ada"), add_person("grace")
    with database.write() as session:
        hers = sessions.open(session, SECRET, ada, days=1)
        other = sessions.open(session, SECRET, grace, days=1)
    with database.read() as session:
        for token, person in ((hers, ada), (other, grace)):
            found = sessions.current(session, SECRET, token)
            assert found is not None
            assert found[1].id == person.id
        for wrong in ("", hers[:-1], hers + "x", hers.swapcase(), "x" * 100_000, "\ud800", "é"):
            assert sessions.current(session, SECRET, wrong) is None


def test_the_database_never_holds_a_token_that_could_be_used(database: Database, add_person: AddPerson) -> None:
    ada = add_person("ada")
    with database.write() as session:
        token = sessions.open(session, SECRET, ada, days=1)
    with database.read() as session:
        kept = session.scalars(select(SignIn)).one()
        assert len(token) >= 43
        assert token not in kept.token_hash
        assert sessions.current(session, b"the secret of another installation", token) is None
        assert sessions.current(session, SECRET, kept.token_hash) is None


def test_an_old_token_is_dead_after_signing_in_again(database: Database, add_person: AddPerson) -> None:
    ada = add_person("ada")
    with database.write() as session:
        first = sessions.open(session, SECRET, ada, days=1)
        second = sessions.open(session, SECRET, ada, days=1, replaces=first)
        assert first != second
        assert sessions.current(session, SECRET, first) is None
        assert sessions.current(session, SECRET, second) is not None


def test_a_sign_in_ends_when_it_is_not_used(database: Database, add_person: AddPerson) -> None:
    ada = add_person("ada")
    with database.write() as session:
        token = sessions.open(session, SECRET, ada, days=2)
        found = sessions.current(session, SECRET, token)
        assert found is not None
        assert found[0].expires_at - found[0].created_at == 2 * DAY
        session.execute(update(SignIn).values(expires_at=now_ms()))
        assert sessions.current(session, SECRET, token) is None


def test_use_lengthens_a_sign_in_but_is_written_once_a_minute(database: Database, add_person: AddPerson) -> None:
    ada = add_person("ada")
    with database.write() as session:
        token = sessions.open(session, SECRET, ada, days=2)
        found = sessions.current(session, SECRET, token)
        assert found is not None
        sign_in = found[0]
        assert not sessions.needs_touch(sign_in)
        sign_in.seen_at -= 60_000
        sign_in.expires_at = now_ms() + 5
        assert sessions.needs_touch(sign_in)
        sessions.touch(session, sign_in.id, days=2)
        assert sign_in.expires_at >= now_ms() + 2 * DAY - 1000
        assert not sessions.needs_touch(sign_in)


def test_touching_a_sign_in_that_just_ended_does_not_bring_it_back(database: Database) -> None:
    with database.write() as session:
        sessions.touch(session, 4711, days=2)
        assert session.scalars(select(SignIn)).all() == []


def test_signing_out_ends_one_or_all(database: Database, add_person: AddPerson) -> None:
    ada, grace = add_person("ada"), add_person("grace")
    with database.write() as session:
        tokens = [sessions.open(session, SECRET, person, days=1) for person in (ada, ada, ada, grace)]
        sessions.close(session, SECRET, tokens[0])
        assert [sessions.current(session, SECRET, token) is not None for token in tokens] == [False, True, True, True]
        sessions.close_all(session, ada)
        assert [sessions.current(session, SECRET, token) is not None for token in tokens] == [False, False, False, True]


def test_a_disabled_person_is_nobody_even_with_a_token(database: Database, add_person: AddPerson) -> None:
    ada = add_person("ada")
    with database.write() as session:
        token = sessions.open(session, SECRET, ada, days=1)
        found = people.find(session, "ada")
        assert found is not None
        found.disabled_at = now_ms()
        session.flush()
        assert sessions.current(session, SECRET, token) is None


def test_ended_sign_ins_are_forgotten_and_living_ones_kept(database: Database, add_person: AddPerson) -> None:
    ada = add_person("ada")
    with database.write() as session:
        short = sessions.open(session, SECRET, ada, days=1)
        long = sessions.open(session, SECRET, ada, days=9)
        sessions.prune(session, now_ms() + 2 * DAY)
        assert sessions.current(session, SECRET, short) is None
        assert sessions.current(session, SECRET, long) is not None


@pytest.mark.parametrize(("agent", "network"), [("a" * 9999, "2001:db8::/64"), ("", "")])
def test_what_a_browser_says_of_itself_is_kept_within_bounds(
    database: Database, add_person: AddPerson, agent: str, network: str
) -> None:
    ada = add_person("ada")
    with database.write() as session:
        sessions.open(session, SECRET, ada, days=1, agent=agent, network=network)
        kept = session.scalars(select(SignIn)).one()
        assert (kept.agent, kept.prefix) == (agent[:255], network)
