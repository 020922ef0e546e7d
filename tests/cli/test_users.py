"""People are added and given passwords; no password is ever an argument or repeated."""

import os
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from shortener.accounts import codes, people
from shortener.accounts.passwords import verify
from shortener.accounts.totp import STEP_SECONDS, code_at
from shortener.clock import now_ms
from shortener.stores import Database
from tests.cli.conftest import Shell

PASSWORD = "correct horse"


def fits(database: Database, name: str, password: str) -> bool:
    with database.read() as session:
        person = people.find(session, name)
        return person is not None and verify(person.password_hash, password)


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_a_password_comes_from_standard_input(shell: Shell, database: Database, ending: str) -> None:
    answer = shell("user", "add", "anna", stdin=PASSWORD + ending)
    assert (answer.status, answer.out) == (0, "anna can sign in as admin.\n")
    assert fits(database, "anna", PASSWORD)


def test_a_password_comes_from_a_file(shell: Shell, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\nnot this\n")
    assert shell("user", "add", "anna", "--role", "viewer", "--password-file", str(path)).status == 0
    assert fits(database, "anna", PASSWORD)


def test_a_password_file_that_is_not_there_is_named(shell: Shell, tmp_path: Path) -> None:
    answer = shell("user", "add", "anna", "--password-file", str(tmp_path / "nope"))
    assert (answer.status, answer.err) == (1, f"Error: {tmp_path / 'nope'}: No such file or directory.\n")


@pytest.mark.parametrize(("name", "password"), [("anna", ""), ("anna", "qwertz"), ("anna", "x" * 2000), ("", PASSWORD)])
def test_what_can_not_be_is_refused_without_repeating_the_password(
    shell: Shell, database: Database, name: str, password: str
) -> None:
    answer = shell("user", "add", name, stdin=password)
    assert answer.status == 1
    assert not password or password not in answer.err + answer.out
    with database.read() as session:
        assert people.everyone(session) == []


def test_a_name_is_given_once(shell: Shell) -> None:
    shell("user", "add", "anna", stdin=PASSWORD)
    answer = shell("user", "add", "anna", stdin=PASSWORD)
    assert (answer.status, answer.err) == (1, "Error: There is already somebody named anna.\n")


def test_a_new_password_takes_the_place_of_the_old_one(shell: Shell, database: Database) -> None:
    shell("user", "add", "anna", stdin=PASSWORD)
    assert shell("user", "password", "anna", stdin="battery staple").status == 0
    assert fits(database, "anna", "battery staple")
    assert not fits(database, "anna", PASSWORD)
    assert "nobody named bob" in shell("user", "password", "bob", stdin=PASSWORD).err


def test_the_list_has_everybody_and_no_hash(shell: Shell) -> None:
    shell("user", "add", "bob", "--role", "editor", stdin=PASSWORD)
    shell("user", "add", "anna", stdin=PASSWORD)
    listed = shell("user", "list")
    assert [line.split()[:2] for line in listed.out.splitlines()[1:]] == [["anna", "admin"], ["bob", "editor"]]
    data = shell("user", "list", "--json")
    assert [(person["name"], person["role"], person["disabled"]) for person in data.json] == [
        ("anna", "admin", False),
        ("bob", "editor", False),
    ]
    assert "argon2" not in listed.out + data.out


def test_a_terminal_is_asked_twice_and_shows_nothing(
    process: Callable[..., subprocess.Popen[bytes]], database: Database
) -> None:
    ours, theirs = pty.openpty()
    child = process("user", "add", "anna", stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = b""
    for question, typed in ((b"Password: ", b"correct horse\n"), (b"Once more: ", b"correct horse\n")):
        while question not in shown:
            shown += os.read(ours, 1024)
        os.write(ours, typed)
    child.wait()
    shown += os.read(ours, 1024)
    os.close(ours)
    assert child.returncode == 0
    assert b"horse" not in shown
    assert fits(database, "anna", PASSWORD)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("md5:12373:e52e4488f79a740bd341f229e3c163c8", "md5:"),
        ("phpass:!2y!10!.FjK.vQR0JVivkMwckiiIesFUFhtMxX/f9pes.i/ccp/W0IuUSxPW", "phpass:$2y$"),
        ("3cd6944201fa7bbc5e0fe852e36b1096", "$argon2id$"),
    ],
)
def test_a_password_comes_over_as_yourls_kept_it(shell: Shell, database: Database, value: str, kept: str) -> None:
    assert shell("user", "add", "anna", "--from-yourls", stdin=value + "\n").status == 0
    assert fits(database, "anna", "3cd6944201fa7bbc5e0fe852e36b1096")
    with database.read() as session:
        person = people.find(session, "anna")
    assert person is not None
    assert person.password_hash.startswith(kept)


@pytest.mark.parametrize("value", ["", "x" * 1025])
def test_nothing_and_too_much_is_no_password_of_yourls(shell: Shell, database: Database, value: str) -> None:
    answer = shell("user", "add", "anna", "--from-yourls", stdin=value + "\n")
    assert (answer.status != 0, "A password has 1 to 1024 characters." in answer.err) == (True, True)


def test_an_invitation_and_a_reset_are_links_that_are_printed(shell: Shell) -> None:
    shell("user", "add", "anna", stdin=PASSWORD)
    for words in (("user", "invite", "--role", "editor", "--note", "Grace"), ("user", "reset", "anna")):
        answer = shell(*words)
        assert answer.status == 0
        assert answer.out.startswith("http://localhost:8000/admin/join/")
        assert shell(*words, "--json").json["link"].startswith("http://localhost:8000/admin/join/")
    assert shell("user", "reset", "eve").err == "Error: There is nobody called eve who may sign in.\n"


def test_roles_change_and_people_are_disabled_but_for_the_last_admin(shell: Shell) -> None:
    for name in ("anna", "ben"):
        shell("user", "add", name, stdin=PASSWORD)
    assert shell("user", "role", "ben", "viewer").out == "ben is viewer now.\n"
    assert shell("user", "disable", "ben").out == "ben can't sign in any more.\n"
    assert shell("user", "list", "--json").json[1] | {"created_at": ""} == {
        "name": "ben", "role": "viewer", "created_at": "", "seen_at": None, "disabled": True
    }  # fmt: skip
    assert shell("user", "enable", "ben").out == "ben can sign in again.\n"
    for words in (("role", "anna", "editor"), ("disable", "anna")):
        answer = shell("user", *words)
        assert (answer.status, "last admin" in answer.err) == (1, True)


def test_a_code_is_turned_off_for_who_lost_their_phone(shell: Shell, database: Database) -> None:
    shell("user", "add", "anna", stdin=PASSWORD)
    assert shell("user", "code-off", "anna").err == "Error: There is nobody called anna who signs in with codes.\n"
    secret, nonce = b"a secret of sixteen bytes or more", codes.new_nonce()
    with database.write() as session:
        anna = people.find(session, "anna")
        assert anna is not None
        code = code_at(codes.key_of(secret, anna, nonce), now_ms() // (STEP_SECONDS * 1000))
        codes.turn_on(session, secret, anna, nonce, code)
    assert shell("user", "code-off", "anna").out == "anna signs in with the password alone.\n"
    assert shell("user", "code-off", "anna").status == 1


def test_somebody_is_kept_to_their_own_links(shell: Shell) -> None:
    shell("user", "add", "anna", "--role", "editor", stdin=PASSWORD)
    assert shell("user", "own-links", "anna", "on").out == "anna sees only their own links.\n"
    assert shell("user", "own-links", "anna", "off").out == "anna sees all links.\n"


def test_the_audit_log_is_read_on_the_command_line(shell: Shell) -> None:
    shell("user", "add", "anna", stdin=PASSWORD)
    shell("user", "invite", "--role", "viewer", "--note", "Grace")
    lines = shell("user", "log", "--json").json
    assert [(line["name"], line["action"], line["subject"]) for line in lines] == [
        ("command line", "invited", "Grace, viewer"),
        ("command line", "person-added", "anna, admin"),
    ]
    assert "invited" in shell("user", "log", "--action", "invited").out
    assert shell("user", "log", "--person", "anna", "--json").json == []
    assert shell("user", "log", "--person", "eve").err == "Error: There is nobody named eve.\n"
