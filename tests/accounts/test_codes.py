"""The second proof: each code once, few tries, and what was written down where the phone is gone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from shortener.accounts import codes, halfway, people
from shortener.accounts.credentials import check_credentials
from shortener.accounts.errors import AccountRefused
from shortener.accounts.signin import SignInRefusal, sign_in
from shortener.accounts.tables import Person, RecoveryCode
from shortener.accounts.totp import STEP_SECONDS, code_at
from shortener.clock import now_ms
from shortener.stores import Database
from tests.accounts.conftest import PASSWORD, QUICK, AddPerson

SECRET = b"a secret of sixteen bytes or more"
NET = "2001:db8:1:1::/64"
WRONG = SignInRefusal("wrong")


def on_phone(person: Person, nonce: str, off: int = 1) -> str:
    """That of the next half minute, which is taken too, so that it is fresh after setting up however slow a test is."""
    return code_at(codes.key_of(SECRET, person, nonce), now_ms() // (STEP_SECONDS * 1000) + off)


def turned_on(database: Database, person: Person) -> tuple[str, list[str]]:
    """The nonce, and the codes to write down; the code of this half minute was used for it."""
    nonce = codes.new_nonce()
    with database.write() as session:
        return nonce, codes.turn_on(session, SECRET, person, nonce, on_phone(person, nonce, 0))


def test_a_code_lets_in_once_even_two_at_the_same_moment(any_database: Database) -> None:
    with any_database.write() as session:
        ada = people.add(session, "ada", PASSWORD, hasher=QUICK)
    nonce, _ = turned_on(any_database, ada)
    code = on_phone(ada, nonce)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: codes.check(any_database, SECRET, ada, code), range(3)))
    assert sorted(map(str, found)) == sorted(["phone", str(WRONG), str(WRONG)])


def test_a_code_before_the_last_one_counts_no_more(database: Database, add_person: AddPerson) -> None:
    ada = add_person()
    nonce, _ = turned_on(database, ada)
    assert codes.check(database, SECRET, ada, on_phone(ada, nonce)) == "phone"
    assert codes.check(database, SECRET, ada, on_phone(ada, nonce, 0)) == WRONG


def test_each_written_code_lets_in_once_however_it_is_typed(database: Database, add_person: AddPerson) -> None:
    ada, grace = add_person(), add_person("grace")
    _, written = turned_on(database, ada)
    turned_on(database, grace)
    assert len(set(written)) == codes.RECOVERY_CODES
    typed = written[0].upper().replace("-", " ")
    assert codes.check(database, SECRET, grace, typed) == WRONG
    assert codes.check(database, SECRET, ada, typed) == "written"
    assert codes.check(database, SECRET, ada, typed) == WRONG
    with database.write() as session:
        assert codes.left(session, ada) == codes.RECOVERY_CODES - 1
        codes.renew_recovery(session, SECRET, ada)
    assert codes.check(database, SECRET, ada, written[1]) == WRONG


def test_neither_the_key_nor_a_written_code_is_in_the_database(database: Database, add_person: AddPerson) -> None:
    ada = add_person()
    nonce, written = turned_on(database, ada)
    with database.read() as session:
        kept = session.scalars(select(RecoveryCode.digest)).all()
    assert not any(code.replace("-", "") in "".join(kept) for code in written)
    assert codes.key_of(SECRET, ada, nonce) != codes.key_of(b"the secret of another site", ada, nonce)


def test_few_wrong_codes_close_the_door_and_a_right_password_does_not_open_it(
    database: Database, add_person: AddPerson
) -> None:
    ada = add_person()
    nonce, _ = turned_on(database, ada)
    for _ in range(5):
        assert codes.check(database, SECRET, ada, "000 000") == WRONG
        assert isinstance(sign_in(database, "ada", PASSWORD, NET), Person)
    closed = codes.check(database, SECRET, ada, on_phone(ada, nonce))
    assert isinstance(closed, SignInRefusal)
    assert closed.code == "throttled"


def test_a_wrong_code_or_an_odd_nonce_turns_nothing_on(database: Database, add_person: AddPerson) -> None:
    ada = add_person()
    nonce = codes.new_nonce()
    for given, code in ((nonce, "000000"), ("", on_phone(ada, "")), (nonce + "x", on_phone(ada, nonce))):
        with database.write() as session, pytest.raises(AccountRefused):
            codes.turn_on(session, SECRET, ada, given, code)
    with database.read() as session:
        assert not codes.is_on(session.get_one(Person, ada.id))


def test_turned_off_nothing_is_left_of_it(database: Database, add_person: AddPerson) -> None:
    ada = add_person()
    _, written = turned_on(database, ada)
    with database.write() as session:
        codes.turn_off(session, "ada")
    assert codes.check(database, SECRET, ada, written[0]) == WRONG
    with database.write() as session, pytest.raises(AccountRefused, match="nobody"):
        codes.turn_off(session, "ada")


def test_a_password_alone_is_no_way_round_for_programs(database: Database, add_person: AddPerson) -> None:
    ada = add_person()
    assert isinstance(check_credentials(database, "ada", PASSWORD, NET), Person)
    turned_on(database, ada)
    assert check_credentials(database, "ada", PASSWORD, NET) == WRONG


def test_the_note_of_a_right_password_ends_soon_and_with_the_password(
    database: Database, add_person: AddPerson
) -> None:
    ada, now = add_person(), now_ms()
    half = halfway.half_of(SECRET, ada, now)

    def whose(given: str, at: int = now, secret: bytes = SECRET) -> int | None:
        with database.read() as session:
            found = halfway.whose_half(session, secret, given, at)
        return found.id if found else None

    assert whose(half) == ada.id
    assert whose(half, now + halfway.HALF_SECONDS * 1000 + 1) is None
    assert whose(half, secret=b"the secret of another site") is None
    add_person("grace")
    for bad in ("", "1", "1.2", half + "0", half.replace("1.", "2.", 1), "9" * 30 + ".1.x", "\u0661.1.x", "1.1.\ud800"):
        assert whose(bad) is None
    with database.write() as session:
        people.change_password(session, "ada", "another good one", hasher=QUICK)
    assert whose(half) is None
