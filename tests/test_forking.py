"""A module run in a fork is what it would be as a program of its own: nothing of its parent's clings to it."""

import subprocess
import sys
from pathlib import Path

import pytest

PARENT = """
import os, signal, sys
from shortener.forking import Forked

signal.signal(signal.SIGTERM, lambda *_: print("the parent's handler", flush=True))
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
opened, passed = os.open("/", os.O_RDONLY), os.open("/", os.O_RDONLY)
try: child = Forked(["probe", str(opened), str(passed)], [passed], lambda: print("born", flush=True))
finally: os.write(os.open("went-on", os.O_WRONLY | os.O_CREAT | os.O_APPEND), b"x")
if MEANWHILE: child.terminate()
while child.poll() is None: pass
print("ended with", child.returncode, flush=True)
"""
BEGUN = "import os, signal, sys, threading\n"
PROBES = {
    "words": "print([word.isdigit() for word in sys.argv[1:]], __name__)",
    "files": "print(*(os.path.realpath(f'/proc/self/fd/{fd}') == '/' for fd in sys.argv[1:]))",
    "signals": "print(signal.getsignal(signal.SIGTERM).name, signal.getsignal(signal.SIGUSR1).name)",
    "mask": "print(signal.pthread_sigmask(signal.SIG_BLOCK, ()))",
    "group": "print(os.getpgid(0) == os.getpid() != os.getpgid(os.getppid()))",
}


def told(folder: Path, probe: str, meanwhile: bool = False) -> list[str]:
    """What a parent and its child say, the child running this code."""
    (folder / "probe.py").write_text(BEGUN + probe)
    code = PARENT.replace("MEANWHILE", str(meanwhile))
    command, environment = [sys.executable, "-c", code], {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert (folder / "went-on").read_text() == "x"  # the parent's program goes on in the parent alone
    return done.stdout.splitlines() + done.stderr.splitlines()


@pytest.mark.parametrize(
    ("probe", "answer"),
    [
        ("words", "[True, True] __main__"),
        ("files", "False True"),
        ("signals", "SIG_DFL SIG_IGN"),
        ("mask", "set()"),
        ("group", "True"),
    ],
)
def test_it_has_what_a_program_of_its_own_has(tmp_path: Path, probe: str, answer: str) -> None:
    assert told(tmp_path, PROBES[probe]) == ["born", answer, "ended with 0"]


@pytest.mark.parametrize(("end", "status"), [("sys.exit(3)", 3), ("sys.exit()", 0), ("os._exit(4)", 4)])
def test_its_exit_status_is_its_own(tmp_path: Path, end: str, status: int) -> None:
    assert told(tmp_path, end) == ["born", f"ended with {status}"]


def test_a_sentence_that_it_ends_with_is_said(tmp_path: Path) -> None:
    assert told(tmp_path, "sys.exit('No.')") == ["born", "ended with 1", "No."]


def test_last_words_that_cannot_be_written_make_it_fail(tmp_path: Path) -> None:
    said = told(tmp_path, "os.dup2(os.open('/dev/full', os.O_WRONLY), 1); sys.stdout.write('last words')")
    assert said[:2] == ["born", "ended with 120"]


def test_what_it_raises_is_shown_and_not_taken_for_the_parent_s(tmp_path: Path) -> None:
    said = told(tmp_path, "raise OSError('mine')")
    assert said[:2] == ["born", "ended with 1"]
    assert said[-1] == "OSError: mine"


def test_its_threads_and_what_it_does_last_are_waited_for(tmp_path: Path) -> None:
    last = "import atexit, time; atexit.register(print, 'at the end', flush=True)\n"
    thread = "threading.Thread(target=lambda: (time.sleep(0.1), print('thread', flush=True))).start()"
    assert told(tmp_path, last + thread) == ["born", "thread", "at the end", "ended with 0"]


def test_a_signal_that_comes_at_once_is_not_lost(tmp_path: Path) -> None:
    assert "ended with -15" in told(tmp_path, "import time; time.sleep(60)", meanwhile=True)
