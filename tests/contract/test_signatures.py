"""Signatures of every generation open the API with the key that was carried over, and nothing else does."""

import hashlib
import time
from typing import Any

import pytest
from sqlalchemy import select

from shortener.accounts import people
from shortener.accounts.tables import FailedSignIn
from shortener.accounts.throttle import MOST_PER_NETWORK
from shortener.yourls import signatures
from tests.api.conftest import OpenApi, Program
from tests.contract.cases import CASES, cases
from tests.contract.sections import EXCEPTIONS
from tests.faces import add_person

pytestmark = pytest.mark.stores("sqlite")
KEY = CASES["api_signatures"]["cookie_key"]
FORMULAS = {
    "le_1_8_2": signatures.before_1_9,
    "v1_9_to_1_10_4": signatures.since_1_9,
    "ge_1_10_5": signatures.since_1_10_5,
}
BEHIND = {"1.9 sig": "v1_9_to_1_10_4", "1.10.5 sig": "ge_1_10_5"}
VERSION = {"action": "version", "format": "simple"}
USERS = cases("api_signatures")
TIMED = [(case, label) for case in USERS for label in case["timestamped"] if label != "timestamp"]


@pytest.fixture
def api(open_api: OpenApi) -> Program:
    program = open_api(yourls_cookiekey=KEY)
    add_person(program.database, "yourls")
    return program


def status(api: Program, **sent: str) -> int:
    return api.ask({**VERSION, **sent}, alone=True).status_code


def fresh(name: str, signature: str, *, offset: int = 0, last: bool = False) -> dict[str, str]:
    """A signature bound to a moment that many seconds from now."""
    timestamp = str(int(time.time()) + offset)
    both = signatures.timed(signature, timestamp, name)
    return {"timestamp": timestamp, "signature": both[last], "hash": name}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("case", USERS, ids=lambda case: case["user"])
def test_each_formula_gives_the_known_signature(case: dict[str, Any], formula: str) -> None:
    assert FORMULAS[formula](case["user"], KEY) == case[formula]


@pytest.mark.parametrize(("case", "label"), TIMED, ids=lambda value: str(value)[:40])
def test_a_signature_with_a_moment_is_the_known_one(case: dict[str, Any], label: str) -> None:
    hashed, _, behind = label.partition(" with ")
    name, _, order = hashed.partition("(")
    both = signatures.timed(case[BEHIND[behind]], case["timestamped"]["timestamp"], name)
    assert both[order == "sig+ts)"] == case["timestamped"][label]


@pytest.mark.parametrize("profile", ["1.8", "1.10.4", "1.10.5"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_opens_every_generation(open_api: OpenApi, formula: str, profile: str) -> None:
    api = open_api(yourls_cookiekey=KEY, yourls_profile=profile)
    add_person(api.database, "yourls")
    assert status(api, signature=USERS[0][formula]) == 200


@pytest.mark.parametrize(("profile", "usual"), [("1.8", "md5"), ("1.10.4", "md5"), ("1.10.5", "sha256")])
def test_the_hash_that_is_meant_when_none_is_named_depends_on_the_generation(
    open_api: OpenApi, profile: str, usual: str
) -> None:
    api = open_api(yourls_cookiekey=KEY, yourls_profile=profile)
    add_person(api.database, "yourls")
    for name in ("md5", "sha256"):
        sent = fresh(name, USERS[0]["ge_1_10_5"])
        del sent["hash"]
        assert status(api, **sent) == (200 if name == usual else 403)


@pytest.mark.parametrize("name", ["md5", "sha1", "sha384", "sha512", "sha3-256", "crc32", "adler32", "nonsense", ""])
def test_the_newest_generation_takes_strong_hashes_only_and_none_takes_checksums(open_api: OpenApi, name: str) -> None:
    signature = USERS[0]["v1_9_to_1_10_4"]
    strong = name in {"sha384", "sha512"}
    known = name in signatures.HASHES
    sent = fresh(name, signature) if known else fresh("md5", signature) | {"hash": name}
    for profile, opens in (("1.10.4", known), ("1.10.5", strong)):
        api = open_api(yourls_cookiekey=KEY, yourls_profile=profile)
        if profile == "1.10.4":
            add_person(api.database, "yourls")
        assert (status(api, **sent) == 200) is opens


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize(
    ("offset", "opens"),
    [(0, True), (21_600, True), (-21_600, True), (43_190, True), (-43_190, True), (86_400, False), (-43_201, False)],
)
def test_a_moment_may_be_half_a_day_off(api: Program, offset: int, opens: bool, last: bool) -> None:
    sent = fresh("md5", USERS[0]["v1_9_to_1_10_4"], offset=offset, last=last)
    assert (status(api, **sent) == 200) is opens


def test_the_window_is_less_than_half_a_day_to_the_second() -> None:
    assert CASES["api_signatures"]["window_seconds"] == signatures.LIFE_SECONDS
    for second, fits in ((43_199, True), (43_200, False), (-43_199, True), (-43_200, False)):
        assert signatures.is_fresh(str(1_767_225_600 + second), 1_767_225_600) is fits
    assert not signatures.is_fresh("0", 1_767_225_600)


@pytest.mark.parametrize(
    "sent",
    [
        {"signature": ""},
        {"signature": "0" * 10},
        {"signature": "705E463D8F"},
        {"signature": "705e463d8f "},
        {"signature": "ü" * 10},
        {"signature": "7" * 5000},
        {"signature": "705e463d8f", "timestamp": "1767225600"},
        {"signature": "705e463d8f", "timestamp": "soon"},
        {"signature": "705e463d8f", "timestamp": ""},
        {"signature": "705e463d8f", "timestamp": "9" * 400},
    ],
)
def test_anything_else_is_refused(api: Program, sent: dict[str, str]) -> None:
    refused = api.ask({"action": "version", "format": "json", **sent}, alone=True)
    assert (refused.status_code, refused.get_json()["message"]) == (403, "Please log in")


def test_a_wrong_signature_is_not_made_good_by_a_right_password(api: Program) -> None:
    assert api.ask({**VERSION, "username": "ada", "signature": "0" * 10}).status_code == 403


def test_nobody_signs_with_the_key_of_another_site_or_after_being_disabled(api: Program, open_api: OpenApi) -> None:
    signature = USERS[0]["v1_9_to_1_10_4"]
    assert status(open_api(), signature=signature) == 403
    with api.database.write() as session:
        people.disable(session, "yourls")
    assert status(api, signature=signature) == 403


def test_whose_signature_it_is_decides_what_it_may_do(api: Program) -> None:
    add_person(api.database, "vera", "viewer")
    sent = {"signature": signatures.since_1_9("vera", KEY), "action": "shorturl", "url": "https://example.com/"}
    assert status(api, **sent) == 403
    assert status(api, **sent | {"action": "stats"}) == 200


def test_too_many_wrong_signatures_must_wait_and_right_ones_of_the_same_network_go_on(api: Program) -> None:
    answers = [status(api, signature=f"{number:010}") for number in range(31)]
    assert answers == [403] * 30 + [429]
    assert status(api, signature=USERS[0]["ge_1_10_5"]) == 200
    assert status(api, **fresh("sha256", USERS[0]["v1_9_to_1_10_4"])) == 200
    refused = api.ask({"action": "version", "format": "json", "signature": "0" * 10}, alone=True)
    assert (refused.status_code, 0 < int(refused.headers["Retry-After"]) <= 900) == (429, True)
    assert refused.get_json()["message"] == "Too many wrong signatures. Please try again in 15 minutes."
    assert api.ask({**VERSION, "username": "ada"}).status_code == 200


def test_beyond_the_limit_nothing_is_written_down_of_further_wrong_ones(api: Program) -> None:
    for number in range(35):
        status(api, signature=f"{number:010}")
    with api.database.read() as session:
        assert len(session.scalars(select(FailedSignIn.id)).all()) == MOST_PER_NETWORK


@pytest.mark.parametrize("name", ["crc32", "crc32b", "crc32c", "adler32", "fnv132", "joaat", "xxh3", "murmur3f"])
def test_no_checksum_signs_anything(name: str) -> None:
    """From one such signature, anybody works out those of other moments."""
    assert name not in signatures.HASHES
    assert ("api_signatures", "checksums") in EXCEPTIONS


@pytest.mark.parametrize("name", ["md2", "tiger192,3", "snefru", "gost", "haval256,5", "ripemd320"])
def test_a_hash_that_is_nowhere_to_be_had_is_among_the_exceptions(name: str) -> None:
    assert name not in hashlib.algorithms_available
    assert name.rstrip("0123456789,") in EXCEPTIONS["api_signatures", "rare hashes"]


@pytest.mark.parametrize("name", ["md4", "whirlpool"])
def test_a_hash_that_openssl_may_have_is_taken_where_it_has_it(name: str) -> None:
    assert (name in signatures.HASHES) is (name in hashlib.algorithms_available)
