"""`shortener key` makes keys for programs, shows each once, lists and revokes them."""

import pytest

from shortener.accounts.keys import PREFIX, SCOPES
from shortener.accounts.tables import ApiKey
from shortener.stores import Base, Database
from tests.cli.conftest import Shell
from tests.clicks.journaling import rows_of

TABLE = Base.metadata.tables[ApiKey.__tablename__]


@pytest.fixture
def ada(shell: Shell) -> Shell:
    assert shell("user", "add", "ada", stdin="correct horse battery\n").status == 0
    return shell


def test_a_key_is_shown_once_and_kept_as_a_hash(ada: Shell, database: Database) -> None:
    key = ada("key", "add", "ada", "dashboard").out.strip()
    assert key.startswith(PREFIX)
    (row,) = rows_of(database, TABLE)
    assert key not in str(row)
    assert (row["name"], row["scopes"], row["seen_at"]) == ("dashboard", "stats:read", None)


def test_keys_are_listed_without_what_opens_anything(ada: Shell) -> None:
    key = ada("key", "add", "ada", "one", "--scope", "links:read", "--scope", "stats:read", "--json").json["key"]
    listed = ada("key", "list", "--json").json
    assert [(one["id"], one["person"], one["name"]) for one in listed] == [(1, "ada", "one")]
    assert listed[0]["scopes"] == [scope for scope in SCOPES if scope in {"links:read", "stats:read"}]
    table = ada("key", "list").out
    assert "never" in table
    assert key not in table


def test_a_revoked_key_stays_in_the_list(ada: Shell) -> None:
    ada("key", "add", "ada", "one")
    assert ada("key", "revoke", "1").out == "Key 1 of ada (one) opens nothing any more.\n"
    assert ada("key", "list").out.splitlines()[1].endswith("revoked")
    again = ada("key", "revoke", "1")
    assert (again.status, again.err) == (1, "Error: There is no key 1 that could be revoked.\n")


def test_two_keys_of_one_person_have_different_names(ada: Shell) -> None:
    ada("key", "add", "ada", "one")
    again = ada("key", "add", "ada", "one")
    assert (again.status, "ada has a key one already; end it, or choose another name." in again.err) == (1, True)
    ada("key", "revoke", "1")
    assert ada("key", "add", "ada", "one").status == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bob", "x"), "There is nobody called bob who may sign in."),
        (("ada", " "), "A key needs a name of 1 to 64 characters."),
        (("ada", "x" * 65), "A key needs a name of 1 to 64 characters."),
        (("ada", "x", "--scope", "all"), "'all' is not one of"),
    ],
)
def test_nonsense_is_one_sentence_and_makes_nothing(ada: Shell, words: tuple[str, ...], said: str) -> None:
    answer = ada("key", "add", *words)
    assert answer.status in {1, 2}
    assert said in answer.err
    assert ada("key", "list", "--json").json == []
