"""`python -m tests.load` says yes to a day that was right, and no to one in which a single thing was made wrong."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from tests.live import children, command_line, descendants, eventually
from tests.load.crowd import ROOT
from tests.load.report import Report
from tests.load.verdict import EVERY_DAY
from tests.servers import PostgreSQL, Redis

SHORT = ("--seconds", "2", "--users", "8")
PATIENCE = 280  # two nodes, two servers and the crowd start on a machine that may be busy

pytestmark = pytest.mark.timeout(PATIENCE + 20)


class Done(NamedTuple):
    """How the command ended."""

    returncode: int
    stdout: str
    stderr: str


def load(*arguments: str, **environment: str) -> Done:
    with begun(*arguments, **environment) as process:
        stdout, stderr = process.communicate(timeout=PATIENCE)
        return Done(process.returncode, stdout, stderr)


@contextlib.contextmanager
def begun(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The command, told to clean up when it is still there afterwards."""
    command, pipe = [sys.executable, "-m", "tests.load", *arguments], subprocess.PIPE
    everything = os.environ | environment
    with subprocess.Popen(command, cwd=ROOT, env=everything, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.fixture
def servers() -> None:
    """Skips where one is missing."""
    PostgreSQL().close()
    Redis().close()


@pytest.mark.usefixtures("servers")
def test_a_day_on_which_all_is_right(tmp_path: Path) -> None:
    done = load(*SHORT, "--json", str(tmp_path / "report.json"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("All is right.\n")
    report = msgspec.json.decode((tmp_path / "report.json").read_bytes(), type=Report)
    assert {kind.name for kind in report.kinds} >= set(EVERY_DAY)
    assert report.clicks == report.redirects > len(EVERY_DAY)
    assert report.changes > 0
    assert report.problems == []


@pytest.mark.long
@pytest.mark.usefixtures("servers")
def test_a_link_that_leads_elsewhere_fails_the_day() -> None:
    done = load(*SHORT, "--plant", "target")
    assert done.returncode == 1
    assert "was answered 302 https://elsewhere.example/, which it never should; right was https://" in done.stderr
    assert "All is right" not in done.stdout


@pytest.mark.long
@pytest.mark.usefixtures("servers")
def test_a_click_that_goes_missing_fails_the_day() -> None:
    done = load(*SHORT, "--plant", "click")
    assert done.returncode == 1
    assert "1 × a click is lost, such as " in done.stderr
    assert "The audit of node two: " in done.stderr
    assert "All is right" not in done.stdout


@pytest.mark.long
@pytest.mark.usefixtures("servers")
def test_who_ends_it_early_leaves_nothing_behind() -> None:
    with begun("--seconds", "60") as process:
        eventually(lambda: any(" locust " in command_line(pid) for pid in children(process.pid)))
        family = descendants(process.pid)
        process.terminate()
        assert process.wait(30) == 1
    assert len(family) > 10
    eventually(lambda: not [pid for pid in family if command_line(pid)])


def test_help_names_every_option() -> None:
    shown = load("--help")
    assert shown.returncode == 0
    for word in ("--seconds", "--users", "--json", "--plant [target|click]"):
        assert word in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seconds", "0"], "Invalid value for '--seconds': 0 is not in the range 1<=x<=86400."),
        (["--users", "7"], "Invalid value for '--users': 7 is not in the range 8<=x<=2000."),
        (["--plant", "tree"], "Invalid value for '--plant': 'tree' is not one of 'target', 'click'."),
        (["--json", "/nowhere/at/all.json"], "/nowhere/at is no folder that can be written in."),
    ],
)
def test_a_bad_argument_gets_one_sentence_before_anything_is_started(arguments: list[str], said: str) -> None:
    refused = load(*arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[-1].endswith(said)


def test_a_missing_server_is_one_sentence(tmp_path: Path) -> None:
    refused = load(PATH=str(tmp_path))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "Error: Redis is not installed (Debian: apt-get install redis-server)\n"


def test_nobody_elses_server_is_loaded(tmp_path: Path) -> None:
    """Neither by the command, which starts its own, nor by its locust file."""
    crowd = ["--headless", "--node", "far=http://example.org", "--result", str(tmp_path / "result.json")]
    command = [sys.executable, "-m", "locust", "--locustfile", "tests/load/locustfile.py", *crowd]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 2
    assert "only this machine itself may be loaded" in refused.stderr
    assert not (tmp_path / "result.json").exists()
