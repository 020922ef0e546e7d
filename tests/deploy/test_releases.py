"""Old releases are cleared once another one is in use; never the one that runs, nor a way back."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

CLEAR = Path(__file__).resolve().parents[2] / "deploy" / "setup" / "releases.py"
DAYS = [f"2026010{day}-000000" for day in range(1, 8)]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Seven releases, a day each."""
    for name in DAYS:
        make(tmp_path, name)
    return tmp_path


def make(base: Path, name: str, *, whole: bool = True) -> Path:
    """A release whose program runs until its input ends; without it when set-up failed."""
    programs = base / "releases" / name / ".venv" / "bin"
    programs.mkdir(parents=True)
    if whole:
        (programs / "shortener").write_text("#!/bin/sh\nread -r _\n")
        (programs / "shortener").chmod(0o755)
    return base / "releases" / name


def use(base: Path, name: str, before: str) -> subprocess.CompletedProcess[str]:
    """What `install.sh use` does last."""
    (base / "current").unlink(missing_ok=True)
    (base / "current").symlink_to(f"releases/{name}")
    return subprocess.run([sys.executable, CLEAR, base, before], check=False, capture_output=True, text=True)


def there(base: Path) -> Sequence[str]:
    return sorted(one.name for one in (base / "releases").iterdir())


def test_the_one_in_use_and_three_before_it_stay_and_what_went_is_said(base: Path) -> None:
    done = use(base, DAYS[6], DAYS[5])
    assert (done.returncode, done.stderr) == (0, "".join(f"Removed: {name}\n" for name in DAYS[:3]))
    assert there(base) == DAYS[3:]
    assert use(base, DAYS[6], DAYS[6]).stderr == ""


def test_the_one_that_was_in_use_before_stays_however_old_it_is(base: Path) -> None:
    use(base, DAYS[6], DAYS[0])
    assert there(base) == [DAYS[0], *DAYS[3:]]


def test_after_the_way_back_the_newer_ones_are_still_there(base: Path) -> None:
    use(base, DAYS[4], DAYS[6])
    assert there(base) == DAYS[1:]


def test_one_from_which_something_still_runs_stays_until_it_has_ended(base: Path) -> None:
    program = base / "releases" / DAYS[1] / ".venv" / "bin" / "shortener"
    with subprocess.Popen([program], stdin=subprocess.PIPE) as running:
        use(base, DAYS[6], DAYS[5])
        assert there(base) == [DAYS[1], *DAYS[3:]]
        running.communicate()
    use(base, DAYS[6], DAYS[5])
    assert there(base) == DAYS[3:]


def test_one_whose_library_is_loaded_still_runs(base: Path) -> None:
    library = base / "releases" / DAYS[0] / "library.so"
    library.write_bytes(b"of some length")
    load = """if True:
        import mmap
        with open(input(), "rb") as source:
            held = mmap.mmap(source.fileno(), 0, prot=mmap.PROT_READ)
        print("loaded")
        input()
    """
    with subprocess.Popen([sys.executable, "-uc", load], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(os.fsencode(f"{library}\n"))
        running.stdin.flush()
        assert running.stdout.readline() == b"loaded\n"
        use(base, DAYS[6], DAYS[5])
        running.communicate(b"\n")
    assert there(base) == [DAYS[0], *DAYS[3:]]


def test_one_whose_set_up_failed_is_no_way_back(base: Path) -> None:
    failed, newer = (make(base, name, whole=False).name for name in ("20260106-120000", "20260109-000000"))
    done = use(base, DAYS[6], DAYS[5])
    assert f"Removed: {failed}" in done.stderr
    assert there(base) == [*DAYS[3:], newer]


def test_what_is_no_release_of_ours_is_left_alone(base: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    make(base, "0-by-hand")
    elsewhere = make(tmp_path_factory.mktemp("elsewhere"), DAYS[0])
    (base / "releases" / "20251231-000000").symlink_to(elsewhere)
    use(base, DAYS[6], DAYS[5])
    assert there(base) == ["0-by-hand", "20251231-000000", *DAYS[3:]]
    assert (elsewhere / ".venv/bin/shortener").exists()


def test_one_that_can_not_be_removed_is_named_and_the_others_go(base: Path) -> None:
    stubborn = base / "releases" / DAYS[0]
    (stubborn / ".venv/bin/shortener").unlink()
    (stubborn / ".venv/bin/shortener").mkdir()  # nothing that is meant to be removed by its name
    done = use(base, DAYS[6], DAYS[5])
    assert done.returncode == 1
    assert f"{stubborn} can't be removed: Is a directory; it may be removed by hand.\n" in done.stderr
    assert there(base) == [DAYS[0], *DAYS[3:]]
