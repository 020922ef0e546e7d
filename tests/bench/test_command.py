"""`python -m bench` says what it can do, and refuses what makes no sense before it starts anything."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_help_names_both_plans_and_every_option() -> None:
    shown = bench("--help")
    assert shown.returncode == 0
    for word in ("[full|quick]", "--seconds", "--rounds", "--json", "--check"):
        assert word in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["slow"], "'slow' is not one of 'full', 'quick'."),
        (["quick", "--rounds", "0"], "Invalid value for '--rounds': 0 is not in the range 1<=x<=20."),
        (["quick", "--json", "/nowhere/at/all.json"], "/nowhere/at is no folder that can be written in."),
    ],
)
def test_a_bad_argument_gets_one_sentence(arguments: list[str], said: str) -> None:
    refused = bench(*arguments)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.splitlines()[-1].endswith(said)
    assert "Traceback" not in refused.stderr
