"""A journal whose disk fails it: what was written stays, what was not is counted, and nothing is raised."""

import contextlib
import errno
import logging
import os
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener.journal import writer as module
from shortener.journal.sources import find_sources
from shortener.journal.tally import read_tally
from shortener.journal.writer import FRAME, HEADER, Journal, JournalOptions
from tests.clicks.journaling import journaled, settled
from tests.disks import fill, needs_mount, tiny_disk

SYNCS = pytest.mark.parametrize("sync", ["full", "normal"])
ALL = 1 << 20


@contextlib.contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """The kernel cuts what this process writes beyond that size, and then refuses it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fail(*_: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def collected(journal_dir: Path) -> list[tuple[int, bytes]]:
    (source,) = find_sources(journal_dir)
    return source.read(0, ALL)


@SYNCS
def test_of_a_write_that_is_cut_anywhere_whole_visits_stay_and_the_others_are_counted(
    tmp_path: Path, sync: str
) -> None:
    group = [b"one", b"", b"three"]
    ends = [HEADER.size + FRAME.size * (n + 1) + len(b"".join(group[: n + 1])) for n in range(3)]
    for size in range(ends[-1] + 1):
        folder = tmp_path / str(size)
        journal = Journal(folder, "node", JournalOptions(sync))
        with no_file_longer_than(size):
            whole = journal.write(group)
        kept = group[: sum(end <= size for end in ends)]
        assert (whole, read_tally(journal.folder).lost) == (len(kept) == 3, 3 - len(kept))
        assert journal.write([b"next"])
        expected = list(enumerate([*kept, b"next"], 1))
        assert collected(folder) == journaled(journal.folder) == expected
        journal.close()
        assert collected(folder) == expected
        (source,) = find_sources(folder)
        source.clear(len(expected), settled)
        assert (source.files(), source.bad_files()) == ([], [])


@SYNCS
def test_visits_that_reached_the_file_though_an_error_was_told_are_lost_and_never_read(
    tmp_path: Path, sync: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the file can't be cut any more: then the next file says where it ended. Also of a killed worker."""
    journal = Journal(tmp_path, "node", JournalOptions(sync))
    assert journal.write([b"one"])
    real = os.pwrite

    def write_and_fail(fd: int, data: bytes, offset: int) -> int:
        real(fd, data, offset)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr(os, "pwrite", write_and_fail)
        broken.setattr(os, "ftruncate", fail)
        assert not journal.write([b"two", b"six"])
    assert collected(tmp_path) == [(1, b"one")]
    assert journal.write([b"new"])
    assert collected(tmp_path) == [(1, b"one"), (2, b"new")]
    assert read_tally(journal.folder).lost == 2
    left = tmp_path / "as a killed worker leaves it"
    shutil.copytree(journal.folder, left / journal.folder.name)
    assert collected(left) == [(1, b"one"), (2, b"new")]
    journal.close()
    assert collected(tmp_path) == [(1, b"one"), (2, b"new")]
    (source,) = find_sources(tmp_path)
    source.clear(2, settled)
    assert (source.files(), source.bad_files()) == ([], [])


def test_visits_that_cannot_be_forced_to_disk_stay_and_the_next_file_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(tmp_path, "node", JournalOptions("full"))
    monkeypatch.setattr(os, "fdatasync", fail)
    assert journal.write([b"one", b"two"])
    assert journal.write([b"three"])
    monkeypatch.undo()
    assert journal.write([b"four"])
    assert [path.name for path in sorted(journal.folder.glob("*.visits"))] == [f"0000000{n}.visits" for n in (1, 2, 3)]
    assert collected(tmp_path) == [(1, b"one"), (2, b"two"), (3, b"three"), (4, b"four")]
    assert read_tally(journal.folder).lost == 0
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "Input/output error" in caplog.text
    journal.close()


@pytest.mark.parametrize("call", ["fsync", "close", "ftruncate"])
def test_no_other_trouble_of_the_disk_costs_a_visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    journal = Journal(tmp_path, "node", JournalOptions("full", rows=1))
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fail)
        assert journal.write([b"one"])
        assert journal.write([b"two"])
    assert collected(tmp_path) == [(1, b"one"), (2, b"two")]
    journal.close()


def test_no_file_stays_open_when_it_is_closed(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "node", JournalOptions("full", rows=1))
    before = len(os.listdir("/proc/self/fd"))
    for number in range(20):
        assert journal.write([b"one"])
        with no_file_longer_than(number):
            assert not journal.write([b"lost"])
    assert len(os.listdir("/proc/self/fd")) == before
    journal.close()
    assert len(os.listdir("/proc/self/fd")) == before - 1


def test_a_folder_that_vanished_costs_clicks_but_never_an_exception(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journals", "node", JournalOptions(rows=2))
    assert journal.write([b"one"])
    elsewhere = tmp_path / "elsewhere"
    journal.folder.rename(elsewhere)
    assert journal.write([b"two"])
    assert not journal.write([b"three"])
    assert read_tally(elsewhere).lost == 1
    elsewhere.rename(journal.folder)
    assert journal.write([b"four"])
    assert journaled(journal.folder) == [(1, b"one"), (2, b"two"), (3, b"four")]
    journal.close()


def test_trouble_is_told_once_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(tmp_path, "node", JournalOptions("normal"))
    with no_file_longer_than(HEADER.size):
        assert [journal.write([b"lost"]) for _ in range(5)] == [False] * 5
    assert [str(journal.folder) in record.message for record in caplog.records] == [True]
    monkeypatch.setattr(module, "COMPLAIN_SECONDS", 0)
    with no_file_longer_than(HEADER.size):
        assert not journal.write([b"lost"])
    assert len(caplog.records) == 2
    journal.close()


@needs_mount
@SYNCS
def test_a_worker_starts_on_a_full_disk_and_journals_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sync: str
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0)
    with tiny_disk(tmp_path / "disk", 128) as ballast:
        fill(ballast)
        journal = Journal(ballast.parent, "node", JournalOptions(sync))
        assert not journal.write([b"one", b"two"])
        journal.count_miss()
        ballast.unlink()
        assert journal.write([b"three"])
        assert journaled(journal.folder) == [(1, b"three")]
        assert (read_tally(journal.folder).lost, read_tally(journal.folder).uncounted) == (2, 1)
        journal.close()


@needs_mount
@SYNCS
def test_on_a_full_disk_every_loss_is_counted_and_all_else_is_read(tmp_path: Path, sync: str) -> None:
    with tiny_disk(tmp_path / "disk", 600) as ballast:
        journal = Journal(ballast.parent, "node", JournalOptions(sync))
        bodies = [os.urandom(4000) for _ in range(200)]
        kept = [body for body in bodies if journal.write([body])]
        assert 0 < len(kept) < 200
        assert read_tally(journal.folder).lost == 200 - len(kept)
        assert collected(ballast.parent) == list(enumerate(kept, 1))
        fill(ballast)
        ballast.unlink()
        assert not journal.write([bytes(700_000)])
        journal.close()
        assert collected(ballast.parent) == list(enumerate(kept, 1))


@needs_mount
@SYNCS
def test_on_a_disk_that_is_full_now_and_then_positions_have_no_gap(tmp_path: Path, sync: str) -> None:
    with tiny_disk(tmp_path / "disk", 2000) as ballast:
        journal = Journal(ballast.parent, "node", JournalOptions(sync))
        kept: list[bytes] = []
        for turn in range(6):
            if turn % 2:
                fill(ballast)
            bodies = [os.urandom(900) for _ in range(300)]
            kept += [body for body in bodies if journal.write([body])]
            ballast.unlink(missing_ok=True)
        tally = read_tally(journal.folder)
        assert (tally.committed, tally.lost) == (len(kept), 1800 - len(kept))
        assert tally.lost > 0
        journal.close()
        assert collected(ballast.parent) == list(enumerate(kept, 1))
