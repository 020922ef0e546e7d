"""Signing in: who is let in, who isn't, and how often one may try."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from shortener.accounts import passwords, people, sessions, throttle
from shortener.accounts.signin import SignInRefusal, sign_in
from shortener.accounts.tables import FailedSignIn, Person
from shortener.clock import now_ms
from shortener.stores import Database, open_database
from tests.accounts.conftest import PASSWORD, QUICK, AddPerson

NET = "2001:db8:1:1::/64"
WRONG = SignInRefusal("wrong")


def fail(database: Database, times: int, name: str = "ada", network: str = NET) -> list[str]:
    """The codes of that many attempts with a wrong password."""
    found = [sign_in(database, name, "a wrong password", network) for _ in range(times)]
    assert all(isinstance(one, SignInRefusal) for one in found)
    return [one.code for one in found if isinstance(one, SignInRefusal)]


def failures(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(FailedSignIn)) or 0


def age_failures(database: Database, by: int) -> None:
    with database.write() as session:
        session.execute(update(FailedSignIn).values(failed_at=FailedSignIn.failed_at - by))


@pytest.fixture
def ada(add_person: AddPerson) -> Person:
    return add_person("ada")


@pytest.fixture
def _no_strangers_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts under unknown names cost a test as little as those under known ones."""
    kept = passwords.hash_password(PASSWORD, QUICK)
    monkeypatch.setattr(passwords, "_nobody", lambda: kept)


def test_the_right_password_lets_in(database: Database, ada: Person) -> None:
    found = sign_in(database, " ada ", PASSWORD, NET)
    assert isinstance(found, Person)
    assert found.id == ada.id
    assert failures(database) == 0


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong password"), ("ada", ""), ("eve", PASSWORD), ("", PASSWORD), ("Ada", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    database: Database, ada: Person, name: str, password: str
) -> None:
    refusal = sign_in(database, name, password, NET)
    assert refusal == WRONG
    assert isinstance(refusal, SignInRefusal)
    assert refusal.sentence(now_ms()) == "The name or the password is wrong."


@pytest.mark.parametrize("name", ["x" * 1_000_000, "nul\0", "\ud800", "'; DROP TABLE people; --"])
def test_impossible_names_are_only_wrong(database: Database, ada: Person, name: str) -> None:
    assert sign_in(database, name, PASSWORD, NET) == WRONG


def test_a_disabled_person_is_told_no_more_than_a_stranger(
    database: Database, ada: Person, add_person: AddPerson
) -> None:
    add_person("grace")
    with database.write() as session:
        people.disable(session, "ada")
    assert sign_in(database, "ada", PASSWORD, NET) == WRONG


def test_after_ten_failures_from_one_network_even_the_right_password_waits(database: Database, ada: Person) -> None:
    assert fail(database, 12) == ["wrong"] * 10 + ["throttled"] * 2
    refusal = sign_in(database, "ada", PASSWORD, NET)
    assert isinstance(refusal, SignInRefusal)
    assert refusal.code == "throttled"
    assert refusal.retry_at is not None
    assert 0 < refusal.retry_at - now_ms() <= throttle.WINDOW_MS


def test_a_refusal_says_how_long_to_wait() -> None:
    refusal = SignInRefusal("throttled", retry_at=1_000_000)
    assert "wrong signatures. Please" in SignInRefusal("throttled", 1_000_000, throttle.SIGNATURES).sentence(
        now=910_001
    )
    assert refusal.wait_seconds(now=910_001) == 90
    assert refusal.sentence(now=910_001) == "Too many wrong passwords. Please try again in 2 minutes."
    assert refusal.sentence(now=999_000) == "Too many wrong passwords. Please try again in 1 minute."
    assert refusal.wait_seconds(now=2_000_000) == 1


def test_waiting_helps_and_refused_attempts_do_not_prolong_it(database: Database, ada: Person) -> None:
    fail(database, 10)
    age_failures(database, throttle.WINDOW_MS - 60_000)
    assert fail(database, 3) == ["throttled"] * 3
    age_failures(database, 60_000)
    assert isinstance(sign_in(database, "ada", PASSWORD, NET), Person)


def test_a_success_clears_the_failures_of_the_account(database: Database, ada: Person) -> None:
    assert fail(database, 9) == ["wrong"] * 9
    assert isinstance(sign_in(database, "ada", PASSWORD, NET), Person)
    assert fail(database, 10) == ["wrong"] * 10


def test_the_owner_in_another_network_is_not_locked_out_by_a_stranger(database: Database, ada: Person) -> None:
    fail(database, 30)
    assert isinstance(sign_in(database, "ada", PASSWORD, "2001:db8:2:2::/64"), Person)


@pytest.mark.usefixtures("_no_strangers_work")
def test_one_network_can_not_try_one_name_after_the_other(database: Database, ada: Person) -> None:
    codes = [fail(database, 1, name=f"name{number}")[0] for number in range(31)]
    assert codes == ["wrong"] * 30 + ["throttled"]
    assert isinstance(sign_in(database, "ada", PASSWORD, "192.0.2.1/32"), Person)


def test_many_networks_together_get_a_limited_number_of_attempts_at_one_name(database: Database, ada: Person) -> None:
    codes = [fail(database, 10, network=f"2001:db8:0:{number:x}::/64") for number in range(7)]
    assert codes == [["wrong"] * 10] * 6 + [["throttled"] * 10]


def test_strangers_can_not_lock_somebody_out_where_they_are_signed_in(database: Database, ada: Person) -> None:
    with database.write() as session:
        sessions.open(session, b"a secret of sixteen bytes", ada, days=1, network=NET)
    for number in range(7):
        fail(database, 10, network=f"2001:db8:0:{number:x}::/64")
    refusal = sign_in(database, "ada", PASSWORD, "2001:db8:9:9::/64")
    assert isinstance(refusal, SignInRefusal)
    assert refusal.code == "throttled"
    assert isinstance(sign_in(database, "ada", PASSWORD, NET), Person)


def test_clients_without_an_address_are_not_counted_as_one(
    database: Database, ada: Person, add_person: AddPerson
) -> None:
    add_person("grace")
    assert fail(database, 40, network="") == ["wrong"] * 40
    assert isinstance(sign_in(database, "grace", PASSWORD, ""), Person)
    assert fail(database, 61, network="")[-1] == "throttled"


def test_another_process_counts_the_same_failures(database: Database, ada: Person) -> None:
    other = open_database(database.engine.url.render_as_string(hide_password=False))
    fail(other, 10)
    other.close()
    assert fail(database, 1) == ["throttled"]


def test_a_burst_of_attempts_gets_no_more_than_the_limit(database: Database, ada: Person) -> None:
    with ThreadPoolExecutor(16) as pool:
        codes = [code for found in pool.map(lambda _: fail(database, 1), range(40)) for code in found]
    assert codes.count("wrong") == 10


def test_many_right_passwords_at_once_all_get_in(database: Database, ada: Person) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: sign_in(database, "ada", PASSWORD, NET), range(24)))
    assert all(isinstance(one, Person) for one in found)
    assert failures(database) == 0


def test_signing_in_keeps_the_password_under_todays_parameters(database: Database, ada: Person) -> None:
    assert passwords.is_outdated(ada.password_hash)
    sign_in(database, "ada", PASSWORD, NET)
    with database.read() as session:
        kept = people.find(session, "ada")
    assert kept is not None
    assert not passwords.is_outdated(kept.password_hash)
    assert passwords.verify(kept.password_hash, PASSWORD)


def test_names_that_were_typed_are_not_kept_in_the_clear(database: Database, ada: Person) -> None:
    fail(database, 1, name="my secret password typed in the wrong box")
    with database.read() as session:
        keys = session.scalars(select(FailedSignIn.key)).all()
    assert len(keys) == 3
    assert not any("secret" in key for key in keys)


def test_failures_that_count_no_more_are_forgotten(database: Database, ada: Person) -> None:
    fail(database, 2)
    age_failures(database, throttle.WINDOW_MS)
    fail(database, 1)
    with database.write() as session:
        throttle.prune(session, now_ms())
    assert failures(database) == 3
