"""`shortener doctor --network` says of the hook's key whether it was looked at, and what is wrong with its file."""

import os
from pathlib import Path

import pytest

from shortener.cli import checks_network
from shortener.cli.checks_network import hook_findings


@pytest.fixture
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hook's file, where it usually is; there is none yet."""
    path = tmp_path / "acme-dns01.toml"
    monkeypatch.setattr(checks_network, "USUAL", path)
    return path


def test_a_site_whose_challenges_come_by_http_has_no_key_to_look_at(usual: Path) -> None:
    assert list(hook_findings("go.example.org")) == []
    usual.touch()
    assert list(hook_findings("go.example.org")) == []


def test_who_may_not_read_the_key_is_told_that_it_was_not_looked_at(
    usual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual.write_text("[[account]]")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    (finding,) = hook_findings("go.example.org")
    assert finding.ok
    assert finding.found.endswith("as root: acme-dns01 check go.example.org")


def test_a_file_that_others_can_read_is_a_problem(usual: Path) -> None:
    usual.write_text("[[account]]")
    usual.chmod(0o644)
    (finding,) = hook_findings("go.example.org")
    assert not finding.ok
    assert f"chmod 600 {usual}" in finding.found
