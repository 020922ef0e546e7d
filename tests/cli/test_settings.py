"""What is set, and where, from the command line."""

import pytest

from tests.cli.conftest import Shell

SECRET = "not-for-anybody-to-see"


def test_what_is_set_is_listed_and_no_secret_shown(bare: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTENER_SECRET_KEY", SECRET)
    lines = [line.split() for line in bare("settings").out.splitlines()]
    assert ["SHORTENER_NODE", "test", "the", "environment"] in lines
    assert ["SHORTENER_SECRET_KEY", "(secret)", "the", "environment"] in lines
    assert not [line for line in lines if line[0] == "SHORTENER_LOG_FORMAT"]
    everything = bare("settings", "--all")
    assert "SHORTENER_LOG_FORMAT" in everything.out
    assert SECRET not in everything.out + bare("settings", "--json").out


def test_a_setting_that_makes_no_sense_is_one_sentence(bare: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTENER_WORKERS", "many")
    answer = bare("settings", "--json")
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "SHORTENER_WORKERS" in answer.err
