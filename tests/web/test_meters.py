"""Each worker counts in files of its own; who follows a dead one goes on in its files, and old folders vanish."""

import subprocess
import sys
from pathlib import Path

import pytest

from shortener.web.meters import FILE_BYTES, Meters, Place, take_place

WORKER = """
import sys
from pathlib import Path
from shortener.web.meters import take_place
print(take_place(Path(sys.argv[1])).number, flush=True)
sys.stdin.read()
"""


class Worker:
    """A process that takes a place."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", WORKER, str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.number = int(self._process.stdout.readline())
        self.pid = self._process.pid

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(autouse=True)
def this_is_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Place, "own", None)


def test_living_workers_have_different_places_and_a_dead_ones_is_taken_again(tmp_path: Path) -> None:
    first, second = Worker(tmp_path), Worker(tmp_path)
    assert (first.number, second.number) == (1, 2)
    place = take_place(tmp_path)
    assert place is not None
    assert place.number == 3
    assert Place.own is place
    assert len(set(place.workers())) == 3
    assert {first.pid, second.pid} < set(place.workers())
    first.kill()
    assert first.pid not in set(place.workers())
    follower = Worker(tmp_path)
    assert follower.number == 1
    assert follower.pid in set(place.workers())
    for worker in (second, follower):
        worker.kill()


def test_its_files_have_their_room_before_anything_is_counted(tmp_path: Path) -> None:
    take_place(tmp_path)
    files = sorted(tmp_path.glob("*.db"))
    assert [path.name for path in files] == ["counter_1.db", "histogram_1.db"]
    assert all(path.stat().st_blocks * 512 >= FILE_BYTES for path in files)


def test_without_a_folder_a_worker_goes_on_for_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    assert Meters(tmp_path / "file").folder is None
    assert take_place(tmp_path / "none") is None
    assert Place.own is None
    assert len(caplog.records) == 2


def test_folders_that_nobody_uses_are_removed_when_a_server_starts(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "counter_1.db").write_bytes(b"counts")
    one = Meters(tmp_path)
    assert not (tmp_path / "old").exists()
    assert one.folder is not None
    (one.folder / "counter_1.db").write_bytes(b"counts")
    other = Meters(tmp_path)
    assert one.folder != other.folder
    assert other.folder is not None
    assert (one.folder / "counter_1.db").exists()


def test_only_their_owner_reads_them(tmp_path: Path) -> None:
    folder = Meters(tmp_path / "metrics").folder
    assert folder is not None
    assert folder.stat().st_mode & 0o077 == 0
    assert folder.parent.stat().st_mode & 0o077 == 0
