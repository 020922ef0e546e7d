"""When a certificate is renewed: by shares of its life, however long that is."""

import subprocess
import time
from pathlib import Path

import pytest

from deploy.lab.certificates import Authority
from deploy.setup import renew
from deploy.setup.renew import Certificate, read_certificate

DAY = 86400
NAMES = frozenset({"go.example.org"})


def one(days: float, left: float, *, names: frozenset[str] = NAMES, provisional: bool = False) -> Certificate:
    """A certificate of so many days, with so many left at time 0."""
    return Certificate((left - days) * DAY, left * DAY, names, provisional)


@pytest.mark.parametrize(
    ("days", "left", "due"),
    [
        *[(90, 31, False), (90, 29, True), (45, 15.1, False), (45, 14.9, True), (6.66, 3.4, False), (6.66, 3.2, True)],
        *[(90, -1, True), (365, 122, False), (365, 121, True)],
    ],
)
def test_a_third_of_its_life_must_be_left_or_half_of_a_short_one(days: float, left: float, due: bool) -> None:
    reason = one(days, left).reason(NAMES, 0)
    assert bool(reason) == due
    if due:
        assert f"of {days:.1f} days" in reason


def test_other_names_and_a_provisional_one_are_reasons_too() -> None:
    assert one(90, 80).reason(NAMES | {"www.example.org"}, 0) == "its names have changed"
    assert one(90, 80, provisional=True).reason(NAMES, 0) == "there is only a provisional certificate"


def test_a_certificate_is_read_as_openssl_shows_it(tmp_path: Path) -> None:
    certificate, _key = Authority(tmp_path).issue("go.example.org", "www.example.org")
    found = read_certificate(certificate)
    assert found is not None
    assert found.names == {"go.example.org", "www.example.org"}
    assert abs(found.begins - time.time()) < 300
    assert round((found.ends - found.begins) / DAY) == 7
    assert not found.provisional


def test_one_that_signed_itself_is_provisional(tmp_path: Path) -> None:
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"]
    path = tmp_path / "own.pem"
    subprocess.run(
        [*words, "-subj", "/CN=x", "-keyout", tmp_path / "key", "-out", path], check=True, capture_output=True
    )
    found = read_certificate(path)
    assert found is not None
    assert found.provisional


def test_what_is_no_certificate_is_none(tmp_path: Path) -> None:
    assert read_certificate(tmp_path / "nothing") is None
    (tmp_path / "text").write_text("nothing")
    assert read_certificate(tmp_path / "text") is None


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its folders, still without the file of names; programs are found in `bin` first."""
    monkeypatch.setattr(renew, "NAMES", tmp_path / "names")
    monkeypatch.setattr(renew, "STATE", tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bin").mkdir()
    return tmp_path


def test_without_the_file_of_names_it_says_what_to_do(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert renew.main() == 1
    mend = "No such file or directory; run install.sh packages, then configure."
    assert capsys.readouterr().err == f"No new certificate: {machine / 'names'}: {mend}\n"


def test_a_client_that_hangs_is_stopped_and_told_of(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine / "names").write_text("go.example.org\n")
    (machine / "bin/dehydrated").write_text("#!/bin/sh\nexec sleep 60\n")
    (machine / "bin/dehydrated").chmod(0o755)
    monkeypatch.setattr(renew, "PATIENCE", 0.3)
    assert renew.main() == 1
    assert capsys.readouterr().err == (
        "No new certificate: dehydrated didn't end within 0 s, and was stopped; the old one stays.\n"
    )
