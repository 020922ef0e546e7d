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


@pytest.fixture
def as_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose programs only write down how they were called, and what policy-rc.d said meanwhile."""
    policy, calls = tmp_path / "policy-rc.d", tmp_path / "calls"
    for name in ("apt-get", "systemctl"):
        asked = f'"{policy}"; echo "{name} $* policy $?" >> "{calls}"'
        (tmp_path / name).write_text(f"#!/bin/sh\n{asked}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(debian, "POLICY", policy)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return calls


def test_root_installs_what_is_missing_and_no_daemon_starts_then_or_at_boot(
    as_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = {"postgresql": lambda: True, "mariadb-server": lambda: False, "wrk": lambda: False}
    monkeypatch.setattr(debian, "NEEDED", needed)
    debian.main()
    assert as_root.read_text().splitlines() == [
        "apt-get -q -y --no-install-recommends install mariadb-server wrk policy 101",
        "systemctl disable mariadb policy 101",
    ]
    assert not debian.POLICY.exists()


def test_apt_s_last_words_are_passed_on_and_set_up_goes_on(
    as_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (as_root.parent / "apt-get").write_text("#!/bin/sh\necho Reading...\necho E: no network\nexit 100\n")
    monkeypatch.setattr(debian, "NEEDED", {"wrk": lambda: False})
    debian.main()
    assert capsys.readouterr().out == (
        "Installing for tests: wrk\napt-get: E: no network\nTests that need wrk are skipped.\n"
    )


def test_servers_are_found_where_only_root_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """nginx stands in /usr/sbin, which isn't in everybody's PATH."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert debian.NEEDED["nginx"]() == Path("/usr/sbin/nginx").exists()
