"""While set-up installs servers for tests, none of them starts, and the machine's own rule comes back afterwards."""

import subprocess
from pathlib import Path

import pytest

from deploy.setup import debian

OWN_RULE = "#!/bin/sh\nexit 0\n"


def test_services_are_forbidden_to_start_while_it_lasts(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with debian.no_daemons(policy):
        assert subprocess.run([policy], check=False).returncode == 101
    assert list(tmp_path.iterdir()) == []


def test_a_rule_that_was_there_is_put_back_even_after_a_failure(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text(OWN_RULE)
    policy.chmod(0o700)
    with pytest.raises(subprocess.CalledProcessError), debian.no_daemons(policy):
        subprocess.run([policy], check=True)
    assert policy.read_text() == OWN_RULE
    assert policy.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == [policy]


def test_a_rule_left_saved_by_a_killed_set_up_is_the_one_put_back(tmp_path: Path) -> None:
    policy, saved = tmp_path / "policy-rc.d", tmp_path / "policy-rc.d.saved"
    saved.write_text(OWN_RULE)
    policy.write_text(debian.NO_DAEMON)
    with debian.no_daemons(policy):
        pass
    assert policy.read_text() == OWN_RULE
    assert not saved.exists()


def test_without_root_the_missing_packages_are_named_and_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        debian, "NEEDED", {"here": lambda: True, "postgresql": lambda: False, "chromium": lambda: False}
    )
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    debian.main()
    assert capsys.readouterr().out == "Not installed: postgresql, chromium; tests that need them are skipped.\n"


def test_nothing_is_said_when_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(debian, "NEEDED", {"here": lambda: True})
    debian.main()
    assert capsys.readouterr().out == ""
