"""Every command explains itself, and the command runs as a module too."""

import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from shortener import __version__
from shortener.cli import main
from shortener.cli.lazy import LazyGroup
from tests.cli.conftest import Shell
from tests.nest import python


def commands(group: click.Group, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*words, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *words, name)


ALL = dict(commands(main))
LAZY = {"": main} | {" ".join(words): command for words, command in ALL.items() if isinstance(command, LazyGroup)}
LISTED = """
import runpy, sys
try:
    runpy.run_module("shortener", run_name="__main__", alter_sys=True)
finally:
    sys.stderr.write(" ".join(name for name in ("sqlalchemy", "msgspec", "redis") if name in sys.modules))
"""


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_and_option_has_a_word_of_help(bare: Shell, words: tuple[str, ...]) -> None:
    answer = bare(*words, "--help")
    assert answer.status == 0
    assert (ALL[words].help or "").strip().endswith((".", ")"))
    unclear = {"form", "role", "state", "sort", "page"}  # their choices or default say it all
    options = [option for option in ALL[words].params if isinstance(option, click.Option)]
    assert all(option.help or option.name in unclear for option in options)


def test_the_commands_are_the_promised_ones() -> None:
    assert {" ".join(words) for words, command in ALL.items() if not isinstance(command, click.Group)} == {
        *("serve", "collect", "drain", "doctor", "db upgrade", "db check", "user add", "user list", "user password"),
        *("domain add", "domain list", "domain remove", "link add", "link show", "link edit", "link delete"),
        *(f"link {name}" for name in ("remark", "remarks", "unremark", "share", "shares", "unshare")),
        *("user passkeys", "user passkeys-off"),
        *("link list", "link restore", "link free", "import csv", "export clicks", "export links", "clicks audit"),
        *("import htaccess", "parity", *(f"export {name}" for name in ("htaccess", "nginx-map", "csv", "json"))),
        "settings",
        *(f"user {name}" for name in ("code-off", "disable", "enable", "invite", "log", "own-links", "reset", "role")),
        *("import yourls", "clicks erase", "clicks reclassify"),
        *("acme-dns01", "backup", "restore", "munin", "demo", "key add", "key list", "key revoke"),
        *("stats clicks", "stats top", "stats hours", "stats ipv6", "stats live", "stats rebuild"),
        *("stats misses", "miss ignore", "miss reopen"),
        *("stats compare", *(f"export schedule {name}" for name in ("add", "list", "remove", "run", "runs"))),
        *("webhooks add", "webhooks list", "webhooks show", "webhooks test", "webhooks resend", "webhooks rotate"),
        *("webhooks disable", "webhooks enable", "webhooks remove"),
    }


@pytest.mark.parametrize("name", LAZY)
def test_a_list_says_of_each_command_what_the_command_says_of_itself(name: str) -> None:
    group = LAZY[name]
    assert isinstance(group, LazyGroup)
    found = {one: group.get_command(click.Context(group), one) for one in group.places}
    assert {one: command and command.get_short_help_str(1000) for one, command in found.items()} == {
        one: place.says for one, place in group.places.items()
    }


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["clicks", "--help"], ["clisk"]], ids=" ".join)
def test_a_list_of_commands_loads_none_of_them(words: list[str]) -> None:
    answer = subprocess.run([sys.executable, "-c", LISTED, *words], capture_output=True, text=True, check=False)
    assert answer.returncode == (2 if words == ["clisk"] else 0)
    assert answer.stdout or "No such command" in answer.stderr
    assert not answer.stderr.endswith(("sqlalchemy", "msgspec", "redis"))


def test_what_prints_data_prints_json_too() -> None:
    printing = {" ".join(words) for words, command in ALL.items() if "as_json" in {p.name for p in command.params}}
    assert {"user list", "domain list", "link list", "link show", "link add", "clicks audit", "doctor"} <= printing
    assert {"key add", "key list", "stats clicks", "stats top", "stats hours", "stats ipv6", "stats live"} <= printing
    assert {"stats misses", "miss ignore", "miss reopen", "settings"} <= printing
    assert {"clicks erase", "drain", "db check", "import csv", "link edit", "link delete"} <= printing


def test_no_password_is_ever_an_argument() -> None:
    for words, command in ALL.items():
        names = {option.name or "" for option in command.params}
        assert not names & {"password", "key", "secret"}, words


def test_it_runs_as_a_module() -> None:
    out, _ = python(["--version"], os.environ, stdout=subprocess.PIPE).communicate()
    assert out.decode() == f"shortener, version {__version__}\n"
