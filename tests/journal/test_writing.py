"""The journal: committed when it says so, gapless over its files, and closed in time."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener.journal.tally import is_owned, read_tally
from shortener.journal.visit import decode, encode
from shortener.journal.writer import FRAME, HEADER, ROOM, Journal, JournalOptions
from tests.clicks.journaling import journaled
from tests.visits import a_visit


@pytest.fixture(params=["full", "normal"])
def journal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Journal]:
    made = Journal(tmp_path, "node", JournalOptions(request.param))
    yield made
    made.close()


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was forced to disk: names of files and folders, and the size of a file's content then."""
    found: list[tuple[str, int]] = []

    def watch(call: str) -> None:
        real = getattr(os, call)

        def watched(fd: int) -> None:
            path = Path(os.readlink(f"/proc/self/fd/{fd}"))
            found.append((path.name, len(path.read_bytes().rstrip(b"\0")) if path.suffix == ".visits" else 0))
            real(fd)

        monkeypatch.setattr(os, call, watched)

    watch("fsync")
    watch("fdatasync")
    return found


def test_a_visit_survives_the_way_to_bytes_and_back() -> None:
    visit = a_visit(agent="Agent \u2603", query="a=1")
    assert decode(encode(visit)) == visit


def test_what_write_confirmed_can_be_read_at_once(journal: Journal) -> None:
    assert journal.write([b"one", b"two"])
    assert journaled(journal.folder) == [(1, b"one"), (2, b"two")]
    assert journal.write([b""])
    assert journaled(journal.folder) == [(1, b"one"), (2, b"two"), (3, b"")]
    assert read_tally(journal.folder).committed == 3


def test_only_the_owner_can_read_a_journal(journal: Journal) -> None:
    journal.write([b"one"])
    assert journal.folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in journal.folder.iterdir())


def test_full_has_tally_names_and_visits_on_disk_before_it_confirms(
    tmp_path: Path, synced: list[tuple[str, int]]
) -> None:
    made = Journal(tmp_path, "node", JournalOptions("full", rows=3))
    assert made.write([b"one", b"two"])
    size = HEADER.size + 2 * FRAME.size + 6
    assert synced == [("tally.new", 0), (made.folder.name, 0), (tmp_path.name, 0), ("00000001.visits", size)]
    del synced[:]
    assert made.write([b"three"])
    assert made.write([b"four"])
    assert [name for name, _ in synced] == ["00000001.visits", made.folder.name, tmp_path.name, "00000002.visits"]
    made.close()


def test_normal_leaves_visits_to_the_kernel(tmp_path: Path, synced: list[tuple[str, int]]) -> None:
    made = Journal(tmp_path, "node", JournalOptions("normal"))
    assert made.write([b"one"])
    assert synced == [("tally.new", 0)]
    made.close()


def test_full_makes_room_for_many_visits_at_once_and_gives_back_what_it_did_not_need(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node", JournalOptions("full"))
    path = made.folder / "00000001.visits"
    sizes = set()
    for _ in range(100):
        assert made.write([bytes(250)])
        sizes.add(path.stat().st_size)
    assert sizes == {HEADER.size + len(ROOM)}
    assert made.write([bytes(len(ROOM))])
    assert len(journaled(made.folder)) == 101
    made.close()
    assert path.stat().st_size == HEADER.size + 101 * FRAME.size + 100 * 250 + len(ROOM)


def test_a_file_is_closed_after_its_rows_and_positions_go_on(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node", JournalOptions(rows=3))
    for number in range(7):
        made.write([str(number).encode()])
    assert read_tally(made.folder).file == 3
    assert len(list(made.folder.glob("*.visits"))) == 3
    assert journaled(made.folder) == [(number + 1, str(number).encode()) for number in range(7)]
    made.close()


def test_a_file_is_closed_when_it_is_old_even_if_nobody_comes(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node", JournalOptions(seconds=0))
    made.tick()
    assert read_tally(made.folder).file == 1
    made.write([b"one"])
    made.tick()
    made.tick()
    assert read_tally(made.folder).file == 2
    made.options = JournalOptions()
    made.write([b"two"])
    made.tick()
    assert read_tally(made.folder).file == 2
    assert journaled(made.folder) == [(1, b"one"), (2, b"two")]
    made.close()


def test_looking_for_old_files_waits_for_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop looks; the write that is under way then closes the file."""
    made = Journal(tmp_path, "node", JournalOptions("full", seconds=0))
    begun, go_on = threading.Event(), threading.Event()

    def slow(_: int) -> None:
        begun.set()
        assert go_on.wait(30)

    monkeypatch.setattr(os, "fdatasync", slow)
    writer = threading.Thread(target=made.write, args=([b"one"],))
    writer.start()
    assert begun.wait(30)
    made.tick()
    assert read_tally(made.folder).file == 1
    go_on.set()
    writer.join()
    assert (read_tally(made.folder).file, journaled(made.folder)) == (2, [(1, b"one")])
    made.close()


def test_a_living_worker_owns_its_folder_and_a_closed_one_does_not(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node")
    assert is_owned(made.folder)
    made.close()
    assert not is_owned(made.folder)


def test_a_journal_that_is_closed_writes_and_counts_nothing_any_more(journal: Journal) -> None:
    assert journal.write([b"one"])
    journal.close()
    assert not journal.write([b"two"])
    journal.count_miss()
    journal.tick()
    assert journaled(journal.folder) == [(1, b"one")]
    assert read_tally(journal.folder).lost == 0


def test_workers_have_folders_of_their_own_named_by_node(tmp_path: Path) -> None:
    first, second = Journal(tmp_path, "web 1/é"), Journal(tmp_path, "web 1/é")
    assert first.folder != second.folder
    assert first.folder.name.startswith("web-1-")
    assert read_tally(first.folder).node == "web 1/é"
    first.close()
    second.close()


def test_misses_beyond_the_share_are_counted(journal: Journal) -> None:
    journal.count_miss()
    journal.count_miss()
    assert read_tally(journal.folder).uncounted == 2


def test_many_threads_write_without_a_gap(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node", JournalOptions(rows=30))

    def write() -> None:
        for _ in range(25):
            assert made.write([b"a", b"b"])
            made.count_miss()

    crowd = [threading.Thread(target=write) for _ in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert [position for position, _ in journaled(made.folder)] == list(range(1, 401))
    assert read_tally(made.folder).uncounted == 200
    made.close()
