"""The journal: committed when it says so, gapless over its files, and honest about what it could not write."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener.clicks.tallies import is_owned, read_tally
from shortener.redirect import journal as module
from shortener.redirect.journal import Journal, JournalOptions
from shortener.redirect.visit import decode, encode
from tests.disks import fill, needs_mount, tiny_disk
from tests.visits import a_visit


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path, "node")
    yield made
    made.close()


def rows(folder: Path) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    for path in sorted(folder.glob("*.db")):
        with sqlite3.connect(path) as db:
            found += db.execute("SELECT position, body FROM visits ORDER BY position").fetchall()
        db.close()
    return found


def test_a_visit_survives_the_way_to_bytes_and_back() -> None:
    visit = a_visit(agent="Agent \u2603", query="a=1")
    assert decode(encode(visit)) == visit


def test_what_write_confirmed_can_be_read_at_once_by_another_connection(journal: Journal) -> None:
    assert journal.write([b"one", b"two"])
    assert journal.write([b"three"])
    assert rows(journal.folder) == [(1, b"one"), (2, b"two"), (3, b"three")]


def test_only_the_owner_can_read_a_journal(journal: Journal) -> None:
    journal.write([b"one"])
    assert journal.folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in journal.folder.iterdir())


def test_full_waits_for_the_disk_and_normal_does_not(tmp_path: Path) -> None:
    for sync, level in (("full", 2), ("normal", 1)):
        made = Journal(tmp_path, "node", JournalOptions(sync))
        assert made._db is not None
        assert made._db.execute("PRAGMA synchronous").fetchone() == (level,)
        assert made._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        made.close()


def test_a_file_is_closed_after_its_rows_and_positions_go_on(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node", JournalOptions(rows=3))
    for number in range(7):
        made.write([str(number).encode()])
    assert read_tally(made.folder).file == 3
    assert [position for position, _ in rows(made.folder)] == [1, 2, 3, 4, 5, 6, 7]
    assert not list(made.folder.glob("00000001.db-*"))
    made.close()


def test_a_file_is_closed_when_it_is_old_even_if_nobody_comes(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node", JournalOptions(seconds=0))
    made.tick()
    assert read_tally(made.folder).file == 1
    made.options = JournalOptions()
    made.write([b"one"])
    made.options = JournalOptions(seconds=0)
    made.tick()
    assert read_tally(made.folder).file == 2
    made.close()


def test_a_living_worker_owns_its_folder_and_a_closed_one_does_not(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node")
    assert is_owned(made.folder)
    made.close()
    assert not is_owned(made.folder)


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


def test_many_threads_write_without_a_gap(journal: Journal) -> None:
    def write() -> None:
        for _ in range(25):
            assert journal.write([b"a", b"b"])

    crowd = [threading.Thread(target=write) for _ in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert [position for position, _ in rows(journal.folder)] == list(range(1, 401))


def test_what_a_killed_worker_confirmed_is_there(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib, time\n"
        "from shortener.redirect.journal import Journal\n"
        "journal = Journal(pathlib.Path(sys.argv[1]), 'node')\n"
        "for n in range(100): assert journal.write([str(n).encode()])\n"
        "print(journal.folder, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        folder = Path(child.stdout.readline().strip())
        assert is_owned(folder)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert not is_owned(folder)
    assert len(rows(folder)) == 100


def test_a_lost_visit_is_counted_and_the_next_one_is_written_again(journal: Journal) -> None:
    journal.write([b"one"])
    assert journal._db is not None
    journal._db.execute("PRAGMA max_page_count=1")
    big = os.urandom(20_000)
    assert not journal.write([big, big])
    assert read_tally(journal.folder).lost == 2
    assert journal.write([b"two"])
    assert [body for _, body in rows(journal.folder)] == [b"one", b"two"]
    assert [position for position, _ in rows(journal.folder)] == [1, 2]


def test_a_folder_that_vanished_costs_clicks_but_never_an_exception(tmp_path: Path) -> None:
    made = Journal(tmp_path, "node", JournalOptions(rows=1))
    made.folder.rename(tmp_path / "elsewhere")
    made.write([b"one"])
    assert not made.write([b"two"])
    assert read_tally(tmp_path / "elsewhere").lost >= 1
    (tmp_path / "elsewhere").rename(made.folder)
    assert made.write([b"three"])
    made.close()


def test_a_file_that_cannot_be_asked_what_it_holds_is_left_with_its_folder(journal: Journal, tmp_path: Path) -> None:
    journal.write([b"one"])
    left = journal.folder
    assert journal._db is not None
    journal._db.close()
    left.rename(tmp_path / "elsewhere")
    assert not journal.write([b"two"])
    assert journal.write([b"three"])
    assert journal.folder != left
    assert rows(journal.folder) == [(1, b"three")]
    assert read_tally(journal.folder).lost == 1
    assert rows(tmp_path / "elsewhere") == [(1, b"one")]


@needs_mount
def test_a_worker_starts_on_a_full_disk_and_journals_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0)
    with tiny_disk(tmp_path / "disk", 128) as ballast:
        fill(ballast)
        made = Journal(ballast.parent, "node")
        assert not made.write([b"one", b"two"])
        made.count_miss()
        ballast.unlink()
        assert made.write([b"three"])
        assert rows(made.folder) == [(1, b"three")]
        assert (read_tally(made.folder).lost, read_tally(made.folder).uncounted) == (2, 1)
        made.close()


@needs_mount
def test_a_full_disk_loses_no_redirect_and_every_loss_is_counted(tmp_path: Path) -> None:
    with tiny_disk(tmp_path / "disk", 256) as ballast:
        made = Journal(ballast.parent, "node")
        written = sum(made.write([os.urandom(4000)]) for _ in range(200))
        tally = read_tally(made.folder)
        assert 0 < written < 200
        assert tally.lost == 200 - written
        assert len(rows(made.folder)) == written
        made.close()
