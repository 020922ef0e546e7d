"""Whatever befalls a journal's files: each committed visit is read back in its place, or the loss is told."""

import contextlib
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortener.journal.files import Row, Unreadable
from shortener.journal.sources import Source, find_sources
from shortener.journal.writer import FRAME, HEADER, Journal, JournalOptions
from tests.clicks.journaling import put_tally, settled

GROUPS = st.lists(st.binary(max_size=40), min_size=1, max_size=5)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("write"), GROUPS),
        st.tuples(st.just("close the file"), st.none()),
        st.tuples(st.just("read"), st.integers(1, 8)),
        st.tuples(st.just("clear"), st.none()),
        st.tuples(st.just("forget"), st.none()),
    ),
    max_size=30,
)
WRITER = """
import os, sys
from pathlib import Path
from shortener.journal.writer import Journal, JournalOptions
journal = Journal(Path(sys.argv[1]), "node", JournalOptions(sys.argv[2], rows=50))
position = 0
while True:
    group = [f"visit {position + n} ".encode() * (position % 7) for n in range(1, position % 5 + 2)]
    assert journal.write(group)
    position += len(group)
    os.write(1, position.to_bytes(8, "little"))
"""


@contextlib.contextmanager
def a_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def the_source(journal_dir: Path, known: list[Source] | None = None) -> Source:
    (source,) = find_sources(journal_dir, known or [])
    return source


def take_all(journal_dir: Path, most: int = 3) -> list[Row]:
    """What a collector takes of a dead worker's journal, batch by batch, and then clears away."""
    source = the_source(journal_dir)
    rows: list[Row] = []
    while batch := source.read(rows[-1][0] if rows else 0, most):
        rows += batch
    with contextlib.suppress(Unreadable):
        source.clear(rows[-1][0] if rows else 0, settled)
    return rows


def a_dead_journal(journal_dir: Path, bodies: list[bytes], rows: int) -> Path:
    journal = Journal(journal_dir, "node", JournalOptions("normal", rows=rows))
    for body in bodies:
        assert journal.write([body])
    journal.close()
    return journal.folder


@settings(deadline=None, max_examples=150)
@given(CHANGES, st.integers(1, 6), st.sampled_from(["full", "normal"]))
def test_in_whatever_turns_it_is_written_and_read_each_visit_is_read_once_and_in_order(
    changes: list[tuple[str, object]], rows: int, sync: str
) -> None:
    with a_folder() as journal_dir:
        journal = Journal(journal_dir, "node", JournalOptions(sync, rows=rows, seconds=0))
        written: list[bytes] = []
        taken: list[Row] = []
        source = the_source(journal_dir)
        for kind, value in changes:
            source = the_source(journal_dir, [] if kind == "forget" else [source])
            if kind == "write":
                assert isinstance(value, list)
                assert journal.write(value)
                written += value
            elif kind == "close the file":
                journal.tick()
            elif kind == "read":
                assert isinstance(value, int)
                taken += source.read(len(taken), value)
            elif kind == "clear":
                source.clear(len(taken), settled)
        journal.close()
        source = the_source(journal_dir, [source])
        taken += source.read(len(taken), 1 << 20)
        assert taken == list(enumerate(written, 1))
        source.clear(len(taken), settled)
        assert (source.files(), source.bad_files()) == ([], [])


@pytest.mark.parametrize("known", [True, False], ids=["the tally is up to date", "the tally is as a power cut left it"])
def test_a_newest_file_that_is_cut_at_any_byte_gives_what_stands_before_the_cut(tmp_path: Path, known: bool) -> None:
    bodies = [b"one", b"", b"three", b"four", b"five five"]
    made = a_dead_journal(tmp_path / "made", bodies, rows=3)
    put_tally(made, file=2, committed=5 if known else 0)
    newest = made / "00000002.visits"
    ends = [HEADER.size + FRAME.size + 4, newest.stat().st_size]
    for size in range(newest.stat().st_size + 1):
        folder = Path(shutil.copytree(made.parent, tmp_path / str(size))) / made.name
        os.truncate(folder / newest.name, size)
        whole = 3 + sum(end <= size for end in ends)
        assert take_all(folder.parent) == list(enumerate(bodies[:whole], 1))
        source = the_source(folder.parent)
        bad = [newest.name + ".bad"] if known and whole < 5 else []
        assert [path.name for path in source.bad_files()] == bad
        assert source.files() == []


def test_an_older_file_that_is_cut_at_any_byte_is_put_aside_and_the_next_one_is_read(tmp_path: Path) -> None:
    bodies = [b"one", b"", b"three", b"four"]
    made = a_dead_journal(tmp_path / "made", bodies, rows=3)
    whole = (made / "00000001.visits").stat().st_size
    ends = [HEADER.size + FRAME.size + 3, HEADER.size + 2 * FRAME.size + 3]
    for size in range(whole):
        folder = Path(shutil.copytree(made.parent, tmp_path / str(size))) / made.name
        os.truncate(folder / "00000001.visits", size)
        kept = sum(end <= size for end in ends)
        assert take_all(folder.parent) == [*enumerate(bodies[:kept], 1), (4, b"four")]
        assert [path.name for path in the_source(folder.parent).bad_files()] == ["00000001.visits.bad"]


@pytest.mark.parametrize("emptied", [(1,), (2,), (3,), (1, 2), (2, 3), (1, 2, 3)])
def test_closed_files_that_were_emptied_are_put_aside(
    tmp_path: Path, emptied: tuple[int, ...], caplog: pytest.LogCaptureFixture
) -> None:
    folder = a_dead_journal(tmp_path, [b"one", b"two", b"three"], rows=1)
    for number in emptied:
        os.truncate(folder / f"0000000{number}.visits", 0)
    assert [position for position, _ in take_all(tmp_path)] == [n for n in (1, 2, 3) if n not in emptied]
    assert [path.name for path in the_source(tmp_path).bad_files()] == [f"0000000{n}.visits.bad" for n in emptied]
    said = [f"0000000{n}.visits can't be read at all: it is damaged. It was put aside" for n in emptied]
    assert [text in record.message for text, record in zip(said, caplog.records, strict=True)] == [True] * len(emptied)


def test_a_file_of_another_version_is_put_aside(tmp_path: Path) -> None:
    folder = a_dead_journal(tmp_path, [b"one", b"two"], rows=1)
    facts = HEADER.pack(b"visits 9", 2, 0)[:-4]
    (folder / "00000002.visits").write_bytes(facts + struct.pack("<I", crc32(facts)))
    assert take_all(tmp_path) == [(1, b"one")]
    assert [path.name for path in the_source(tmp_path).bad_files()] == ["00000002.visits.bad"]


@pytest.mark.parametrize("file", [1, 2, 3])
def test_a_file_with_any_flipped_bit_gives_no_wrong_visit_and_is_put_aside(tmp_path: Path, file: int) -> None:
    bodies = [b"one", b"", b"three", b"four", b"five five", b"\0\0\0\0\0\0\0\0"]
    made = a_dead_journal(tmp_path / "made", bodies, rows=2)
    rows = list(enumerate(bodies, 1))
    whole = (made / f"0000000{file}.visits").read_bytes()
    dice = random.Random(3)
    for at in range(len(whole)):
        folder = Path(shutil.copytree(made.parent, tmp_path / str(at))) / made.name
        damaged = bytearray(whole)
        damaged[at] ^= 1 << dice.randrange(8)
        (folder / f"0000000{file}.visits").write_bytes(damaged)
        taken = take_all(folder.parent)
        inside = [row for row in taken if row[0] in (2 * file - 1, 2 * file)]
        assert inside in ([], [rows[2 * file - 2]])
        assert taken == [row for row in rows if row in inside or row[0] not in (2 * file - 1, 2 * file)]
        assert [path.name for path in the_source(folder.parent).bad_files()] == [f"0000000{file}.visits.bad"]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.binary(max_size=20), min_size=1, max_size=12), st.data())
def test_whatever_is_written_over_files_no_wrong_visit_comes_of_it(bodies: list[bytes], data: st.DataObject) -> None:
    with a_folder() as journal_dir:
        file_rows = data.draw(st.integers(1, 5))
        folder = a_dead_journal(journal_dir, bodies, file_rows)
        changed = set()
        for path in data.draw(st.lists(st.sampled_from(sorted(folder.glob("*.visits"))), max_size=3, unique=True)):
            content = path.read_bytes()
            start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
            path.write_bytes(content[:start] + data.draw(st.binary(max_size=60)) + content[end:])
            changed |= {path.name + ".bad"} if path.read_bytes() != content else set()
        rows = list(enumerate(bodies, 1))
        taken = take_all(journal_dir)
        bad = {path.name for path in the_source(journal_dir).bad_files()}
        assert [row for row in rows if row in taken] == taken
        missing = {f"{(row[0] - 1) // file_rows + 1:08}.visits.bad" for row in rows if row not in taken}
        assert missing <= bad <= changed


def test_frames_of_another_place_are_none_of_this_one(tmp_path: Path) -> None:
    """Blocks that a file system mixes up have the right checksums at the wrong positions."""
    folder = a_dead_journal(tmp_path, [b"aaaa", b"bbbb", b"cccc"], rows=10)
    path = folder / "00000001.visits"
    size = FRAME.size + 4
    content = path.read_bytes()
    first, second, third = (content[HEADER.size + size * n :][:size] for n in range(3))
    path.write_bytes(content[: HEADER.size] + first + third + second)
    assert take_all(tmp_path) == [(1, b"aaaa")]


@pytest.mark.parametrize("length", [1 << 18, (1 << 24) + 1, (1 << 32) - 1])
def test_a_length_beyond_reason_takes_no_memory(tmp_path: Path, length: int) -> None:
    folder = a_dead_journal(tmp_path, [b"one", b"two"], rows=10)
    path = folder / "00000001.visits"
    with path.open("r+b") as file:
        file.seek(HEADER.size + FRAME.size + 3)
        file.write(struct.pack("<I", length))
        file.truncate(1 << 33)
    tracemalloc.start()
    assert the_source(tmp_path).read(0, 100) == [(1, b"one")]
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("size", [(1 << 18) - FRAME.size, 1 << 18, 3_000_000])
def test_a_visit_may_be_larger_than_what_is_read_at_once(tmp_path: Path, size: int) -> None:
    bodies = [b"small", os.urandom(size), os.urandom(2 * size), b"small", os.urandom(size), os.urandom(size)]
    a_dead_journal(tmp_path, bodies, rows=4)
    assert take_all(tmp_path) == list(enumerate(bodies, 1))


def test_a_batch_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    """What was read is not looked at again: here it is damaged meanwhile, and nobody notices."""
    journal = Journal(tmp_path, "node", JournalOptions("normal"))
    assert journal.write([str(number).encode() for number in range(100)])
    source = the_source(tmp_path)
    assert len(source.read(0, 60)) == 60
    with (journal.folder / "00000001.visits").open("r+b") as file:
        file.seek(HEADER.size)
        file.write(bytes(50))
    assert journal.write([b"100"])
    again = the_source(tmp_path, [source])
    assert [position for position, _ in again.read(60, 1000)] == list(range(61, 102))
    assert again.read(101, 10) == []
    with pytest.raises(Unreadable):
        the_source(tmp_path).read(60, 10)
    journal.close()


@pytest.mark.parametrize("sync", ["full", "normal"])
def test_whatever_a_worker_that_is_killed_at_any_moment_confirmed_is_read_back(tmp_path: Path, sync: str) -> None:
    dice = random.Random(11)
    for turn in range(8):
        journal_dir = tmp_path / str(turn)
        command = [sys.executable, "-c", WRITER, str(journal_dir), sync]
        with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as writer:
            assert writer.stdout is not None
            told = writer.stdout.read(8 * dice.randrange(1, 60))
            assert told
            os.kill(writer.pid, signal.SIGKILL)
            told += writer.stdout.read()
        confirmed = int.from_bytes(told[-8:], "little")
        rows = take_all(journal_dir, most=70)
        assert [position for position, _ in rows] == list(range(1, len(rows) + 1))
        assert confirmed <= len(rows) <= confirmed + 5
        assert all(body == b"" or body.startswith(b"visit %d " % position) for position, body in rows)
        source = the_source(journal_dir)
        assert (source.owned, source.files(), source.bad_files()) == (False, [], [])
