"""Before the first certificate: `acme-dns01 check`, and what the command says to people."""

import json

import pytest

from tests.acme.calls import Hook
from tests.acme.lab import NARROW, NARROW_SECRET, SECRET, Lab


def test_a_check_tries_the_whole_way_and_leaves_nothing(lab: Lab, hook: Hook, name: str) -> None:
    done = hook.run("check", name)
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert all(line.startswith("ok   ") for line in lines)
    assert [line[5:].partition(":")[0] for line in lines] == ["name", "zone", "name servers", "trial value", "removal"]
    assert "ns2.dns.test [fd53::2]" in done.stdout
    assert lab.values("example.org", f"_acme-challenge.{name}".removesuffix(".example.org")) == []


def test_a_check_says_what_is_wrong_and_how_to_mend_it(lab: Lab, hook: Hook, name: str) -> None:
    text = hook.file.read_text().replace(SECRET, NARROW_SECRET).replace('"hook-key"', f'"{NARROW}"')
    hook.file.write_text(text)
    done = hook.run("check", name, "--json")
    assert done.returncode == 1
    bad = [line for line in json.loads(done.stdout) if not line["well"]]
    assert [line["what"] for line in bad] == ["trial value", "removal"]
    assert "needs a permit" in bad[0]["found"]


def test_a_dry_check_writes_nothing(lab: Lab, hook: Hook, name: str) -> None:
    assert hook.run("--dry-run", "check", name).stdout.count("ok   ") == 3
    assert not any(line.startswith("POST") for line in lab.tell("log"))


def test_options_may_stand_on_either_side_of_what_people_say(hook: Hook, name: str) -> None:
    file = str(hook.file)
    for words in (["--config", file, "check", name, "--dry-run"], ["check", "--dry-run", name, "--config", file]):
        assert hook.run(*words, ACME_DNS01_CONFIG="/nowhere.toml").stdout.count("ok   ") == 3, hook.said


def test_a_key_that_may_not_ask_for_its_zones_is_told_to_name_them(lab: Lab, hook: Hook, name: str) -> None:
    lab.tell("fault", kind="403", method="GET", path="/dns/v2/zones")
    assert hook("add", f"_acme-challenge.{name}", "x" * 43) == 1
    assert "doesn't tell the key 'hook-key' which zones it is for" in hook.said
    assert 'zones = ["example.org"]' in hook.said


def test_a_check_of_a_foreign_name_is_one_bad_line(hook: Hook) -> None:
    done = hook.run("check", "signed.test")
    assert done.returncode == 1
    assert done.stdout.startswith("BAD  place: No key is for a zone")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 2, "without a word"),
        (["--nonsense"], 2, "unrecognized"),
        (["check"], 2, "see --help"),
        (["--config", "/nowhere.toml", "check"], 2, "see --help"),
        (["check", "x.org", "--config"], 2, "expected one argument"),
        (["check", "x.org", "--config", "/nowhere.toml"], 1, "/nowhere.toml can't be read"),
        (["check", "x.org", "--nonsense"], 2, "see --help"),
        (["sweep", "x.org"], 2, "see --help"),
        (["check", "..", "--json"], 1, ""),
        (["add", "x.org"], 1, "see --help"),
        (["some_other_hook", "x"], 0, ""),
        (["--config", "/nowhere.toml", "values"], 1, "No such file"),
        (["--config"], 2, "expected one argument"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_the_right_status(
    hook: Hook, words: list[str], status: int, said: str
) -> None:
    assert hook(*words) == status
    assert said in hook.said


def test_help_names_every_client(hook: Hook) -> None:
    text = hook.run("--help").stdout
    assert all(client in text for client in ("certbot", "dehydrated", "lego", "acme.sh", "check", "sweep", "values"))
