"""What a password may be, how it is kept, and how it is checked."""

from collections.abc import Iterator

import pytest

from shortener.accounts.errors import AccountRefused
from shortener.accounts.passwords import (
    ALPHABET,
    HASHER,
    LONGEST,
    hash_password,
    is_outdated,
    make_password,
    verify,
    verify_nobody,
)
from tests.accounts.conftest import QUICK
from tests.proofs import as_shipped


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    """What is proved here is what visitors get."""
    with as_shipped():
        yield


def test_a_password_is_kept_so_that_only_the_same_one_matches() -> None:
    kept = hash_password("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert "horse" not in kept
    assert verify(kept, "correct horse battery")
    assert not verify(kept, "correct horse batterY")
    assert not verify(kept, "")


def test_two_people_with_one_password_have_different_hashes() -> None:
    assert hash_password("correct horse", QUICK) != hash_password("correct horse", QUICK)


@pytest.mark.parametrize("length", [8, LONGEST])
def test_the_shortest_and_the_longest_password_can_be_used(length: int) -> None:
    assert verify(hash_password("é" * length, QUICK), "é" * length)


@pytest.mark.parametrize(("length", "code"), [(0, "short"), (7, "short"), (LONGEST + 1, "long")])
def test_passwords_out_of_bounds_are_refused_with_the_bound(length: int, code: str) -> None:
    with pytest.raises(AccountRefused, match=r"8|1024") as refused:
        hash_password("x" * length, QUICK)
    assert (refused.value.field, refused.value.code) == ("password", code)


def test_a_huge_password_is_wrong_without_being_hashed() -> None:
    assert not verify(hash_password("x" * LONGEST, QUICK), "x" * 10_000_000)


def test_a_character_typed_composed_or_decomposed_is_the_same() -> None:
    assert verify(hash_password("caf\u00e9 society", QUICK), "cafe\u0301 society")


@pytest.mark.parametrize("password", ["with\0zero byte", "\ud800 alone here", "emoji 🔑🔑🔑"])
def test_any_character_can_stand_in_a_password(password: str) -> None:
    assert verify(hash_password(password, QUICK), password)


@pytest.mark.parametrize("kept", ["", "plain text", "$argon2id$v=19$m=8", "$2y$10$abc"])
def test_what_was_never_a_hash_matches_nothing(kept: str) -> None:
    assert not verify(kept, "plain text")


def test_a_stranger_costs_as_much_work_as_a_known_name() -> None:
    parameters = "$m=65536,t=3,p=4$"
    assert parameters in hash_password("correct horse battery")
    assert not verify_nobody("correct horse battery")


def test_a_hash_of_weaker_parameters_is_outdated() -> None:
    assert is_outdated(hash_password("correct horse", QUICK))
    assert not is_outdated(hash_password("correct horse", HASHER))


def test_made_passwords_are_long_readable_and_never_the_same() -> None:
    made = {make_password() for _ in range(100)}
    assert len(made) == 100
    assert all(len(password) == 19 and set(password) <= set(ALPHABET) | {"-"} for password in made)
    assert not set("01ilo") & set(ALPHABET)
