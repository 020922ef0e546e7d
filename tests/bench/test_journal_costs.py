"""`python -m bench.journal` measures real commits of both journals, in a folder that it leaves as it was."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.journal", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_each_journal_is_measured_in_each_mode_and_group(tmp_path: Path) -> None:
    shown = bench("--folder", str(tmp_path), "--seconds", "0.05", "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    costs = json.loads(shown.stdout)
    assert {(cost["journal"], cost["sync"], cost["group"]) for cost in costs} == {
        (journal, sync, group)
        for journal in ("append-only", "SQLite")
        for sync in ("full", "normal")
        for group in (1, 8, 32, 128)
    }
    for cost in costs:
        assert cost["commits"] > 0
        assert 0 < cost["p50"] <= cost["p99"]
        assert cost["rows_per_second"] == pytest.approx(cost["group"] / cost["mean"] * 1e6)
        assert cost["cpu_per_row"] > 0
    assert list(tmp_path.iterdir()) == []


def test_the_table_has_a_line_for_each(tmp_path: Path) -> None:
    shown = bench("--folder", str(tmp_path), "--seconds", "0.05")
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert [line[:3] for line in lines[:3]] == [
        ["journal", "sync", "group"],
        ["append-only", "full", "1"],
        ["SQLite", "full", "1"],
    ]
    assert len(lines) == 17


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    refused = bench("--folder", str(tmp_path / "nowhere"))
    assert refused.returncode == 2
    assert str(tmp_path / "nowhere") in refused.stderr.replace("\n", "")
