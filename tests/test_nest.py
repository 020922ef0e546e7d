"""A process from the nest can't be told from one that people start, by anybody who started it."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.nest import Hatched, python, shortener

Begin = Callable[..., "subprocess.Popen[Any]"]
PIPES: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
CSV = "slug,target\na,https://example.org/\nb b,nowhere\n"
WORDS = [["--version"], ["nonsense"], ["link", "show", "a"], ["import", "csv", "links.csv"], ["import", "csv", "-"]]


def environ(folder: Path) -> dict[str, str]:
    return dict(os.environ) | {"SHORTENER_DATA_DIR": str(folder / "var"), "SHORTENER_FETCH_TITLES": "off"}


def said(begin: Begin, folder: Path) -> list[tuple[int, str, str]]:
    """Status and words of each command, one after another."""
    folder.mkdir()
    (folder / "links.csv").write_text(CSV)
    answers = []
    for words in WORDS:
        with begin(words, environ(folder), cwd=folder, text=True, **PIPES) as child:
            out, err = child.communicate(CSV, timeout=100)
        answers.append((child.returncode, out, err))
    return answers


def test_it_says_and_ends_as_one_of_its_own_program(tmp_path: Path) -> None:
    begun: list[subprocess.Popen[Any]] = []

    def remembering(*words: Any, **options: Any) -> "subprocess.Popen[Any]":
        begun.append(shortener(*words, **options))
        return begun[-1]

    assert said(remembering, tmp_path / "one") == said(python, tmp_path / "two")
    assert {type(child) for child in begun} == {Hatched}
    assert len({child.returncode for child in begun}) > 1


def test_it_is_signalled_and_waited_for(tmp_path: Path) -> None:
    child = shortener(["collect"], environ(tmp_path), stderr=subprocess.DEVNULL)
    assert child.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.1)
    child.kill()
    assert child.wait(60) == child.poll() == -signal.SIGKILL
    assert not Path(f"/proc/{child.pid}").exists()


def test_it_leaves_what_it_was_given_when_it_ends(tmp_path: Path) -> None:
    """So that who reads what it says sees the end of it."""
    child = shortener(["--version"], environ(tmp_path), stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.read().startswith(b"shortener, version ")
    child.stdout.close()
    assert child.wait(60) == 0


def test_what_python_reads_when_it_starts_gets_a_python_of_its_own(tmp_path: Path) -> None:
    with shortener(["--version"], environ(tmp_path) | {"PYTHONUTF8": "1"}, stdout=subprocess.PIPE) as child:
        assert type(child) is subprocess.Popen
