"""What `make` hands on: the port as a listening address, arguments as they are, and a list of what there is."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with programs that only say how they were called."""
    for name in ("shortener", "pytest"):
        (tmp_path / name).write_text('#!/bin/sh\necho "${SHORTENER_BIND:-the default} $*"\n')
        (tmp_path / name).chmod(0o755)
    return tmp_path


def make(target: str, programs: Path, *more: str) -> str:
    """Runs one target with those programs and without its set-up."""
    skipped = ["--old-file=setup", "--old-file=setup-dev"]
    command = ["make", *skipped, target, f"BIN={programs}", *more]
    return subprocess.run(
        command, cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    ).stdout


def test_run_serves_and_leaves_the_address_to_the_settings(programs: Path) -> None:
    assert make("run", programs) == "the default serve\n"


def test_a_port_means_that_port_of_every_address(programs: Path) -> None:
    assert make("run", programs, "PORT=9000") == "[::]:9000 serve\n"


def test_arguments_reach_the_tests_after_the_defaults(programs: Path) -> None:
    assert make("test", programs, "ARGS=tests/links -x").endswith(" -m not long tests/links -x\n")


def test_help_names_every_target_that_people_call(programs: Path) -> None:
    listed = set(re.findall(r"^  make (\S+) +\S", make("help", programs), re.MULTILINE))
    assert listed >= {"run", "test", "test-long", "load", "lint", "help"}
    assert "setup" not in listed
