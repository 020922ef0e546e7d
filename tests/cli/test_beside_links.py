"""Remarks and shared pages of a link, and passkeys of a person, on the command line."""

import pytest

from shortener.accounts import people
from shortener.accounts.tables import Passkey
from shortener.stores import Database
from tests.cli.conftest import Shell


@pytest.fixture
def site(shell: Shell) -> Shell:
    assert shell("link", "add", "https://example.org/", "one").status == 0
    return shell


def test_remarks_are_written_listed_and_taken_off(site: Shell) -> None:
    assert site("link", "remark", "one", "2026-05-03", "Newsletter sent").out.startswith("Remark 1 stands on the chart")
    made = site("link", "remark", "one", "2026-06-01T10:00Z", "Poster", "--json").json
    assert (made["number"], made["at"]) == (2, "2026-06-01T10:00:00.000Z")
    assert [one["words"] for one in site("link", "remarks", "one", "--json").json] == ["Poster", "Newsletter sent"]
    assert "Newsletter sent" in site("link", "remarks", "one").out
    assert site("link", "unremark", "one", "1").status == 0
    again = site("link", "unremark", "one", "1")
    assert (again.status, "has no remark 1." in again.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("one", "yesterday", "x"), 2, "is not a date"),
        (("one", "", "x"), 2, "Say at which day."),
        (("one", "2026-05-03", ""), 1, "Say in one line"),
        (("none", "2026-05-03", "x"), 1, "none"),
    ],
)
def test_what_is_no_remark_is_one_sentence(site: Shell, words: tuple[str, ...], status: int, said: str) -> None:
    answer = site("link", "remark", *words)
    assert (answer.status, said in answer.err) == (status, True)


def test_a_page_is_shared_with_its_address_shown_once_and_ended(site: Shell) -> None:
    url = site("link", "share", "one", "--days", "7").out.strip()
    assert "/-/stats/" in url
    assert site("link", "share", "one", "--json").json["url"] != url
    assert [one["number"] for one in site("link", "shares", "one", "--json").json] == [2, 1]
    listed = site("link", "shares", "one").out
    assert url.rpartition("/")[2] not in listed
    assert site("link", "unshare", "one", "1").status == 0
    assert site("link", "unshare", "one", "1").status == 1
    assert site("link", "share", "one", "--days", "2").status == 2
    assert [line["action"] for line in site("user", "log", "--json").json] == ["share-ended", "shared", "shared"]


def test_somebodys_passkeys_are_listed_and_removed_one_or_all(site: Shell, database: Database) -> None:
    site("user", "add", "ada", stdin="correct horse battery\n")
    with database.write() as session:
        ada = people.existing(session, "ada").id
        for name in ("Phone", "Key", "Laptop"):
            more = {"digest": name, "credential": "", "counter": 0, "created_at": 1, "doubted_at": None}
            session.add(Passkey(person_id=ada, name=name, **more))
    assert [one["name"] for one in site("user", "passkeys", "ada", "--json").json] == ["Phone", "Key", "Laptop"]
    assert "Phone" in site("user", "passkeys", "ada").out
    assert site("user", "passkeys-off", "ada", "--number", "1").out == "Passkey 1 of ada opens nothing any more.\n"
    assert "ada has no passkey 1." in site("user", "passkeys-off", "ada", "--number", "1").err
    assert site("user", "passkeys-off", "ada").out == "No passkey of ada opens anything any more.\n"
    assert site("user", "passkeys", "ada", "--json").json == []
    last = site("user", "passkeys-off", "ada")
    assert (last.status, "ada has no passkeys." in last.err) == (1, True)
