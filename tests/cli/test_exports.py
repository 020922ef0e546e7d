"""`shortener export` writes whole files or none, and only what was asked for."""

import csv
import gzip
import hashlib
import json
import os
import subprocess
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from shortener.cli import exports
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.reports.export import wanted
from shortener.reports.export.rows import CLICK_COLUMNS
from shortener.reports.export.saving import CannotResume, Part
from shortener.reports.linkfile import LINK_COLUMNS
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.disks import needs_mount, tiny_disk
from tests.reports.clicking import add_clicks
from tests.reports.test_periods import ms


@pytest.fixture
def clicked(library: Library, database: Database) -> None:
    """Two links, the first with a click each day of a week, the second with one."""
    first, second = (library.create(Draft(target="https://example.org/", slug=slug), None) for slug in ("one", "two"))
    days = [{"link_id": first.id, "clicked_at": ms(f"2026-11-2{day}T23:30Z")} for day in range(1, 8)]
    add_clicks(database, [*days, {"link_id": second.id, "revision_id": 2, "clicked_at": ms("2026-11-25T12:00Z")}])


def times(text: str) -> list[str]:
    return [row["clicked_at"][:16] for row in csv.DictReader(text.splitlines())]


def test_clicks_come_as_csv_with_the_documented_columns(shell: Shell, clicked: None) -> None:
    answer = shell("export", "clicks")
    assert (answer.status, answer.err) == (0, "")
    lines = answer.out.split("\r\n")
    assert lines[0] == ",".join(CLICK_COLUMNS)
    assert len(lines) == 1 + 8 + 1


def test_clicks_come_as_ndjson(shell: Shell, clicked: None) -> None:
    rows = [json.loads(line) for line in shell("export", "clicks", "--format", "ndjson").out.splitlines()]
    assert [row["slug"] for row in rows] == ["one"] * 7 + ["two"]
    assert tuple(rows[0]) == CLICK_COLUMNS


def test_dates_are_days_of_the_settings_time_zone(shell: Shell, clicked: None) -> None:
    utc = shell("export", "clicks", "--since", "2026-11-22", "--until", "2026-11-24", "--link", "one")
    assert times(utc.out) == ["2026-11-22T23:30", "2026-11-23T23:30"]
    words = ("--since", "2026-11-22", "--until", "2026-11-24", "--link", "one")
    nepal = shell("export", "clicks", *words, SHORTENER_TIMEZONE="Asia/Kathmandu")
    assert times(nepal.out) == ["2026-11-21T23:30", "2026-11-22T23:30"]
    offset = shell("export", "clicks", "--since", "2026-11-26T23:30+00:00", SHORTENER_TIMEZONE="Asia/Kathmandu")
    assert times(offset.out) == ["2026-11-26T23:30", "2026-11-27T23:30"]


def test_clicks_of_a_deleted_link_can_still_be_had(shell: Shell, clicked: None) -> None:
    shell("link", "delete", "two")
    assert times(shell("export", "clicks", "--link", "two").out) == ["2026-11-25T12:00"]


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--link", "nope"), 1, "no link"),
        (("--since", "yesterday"), 2, "is not a date"),
        (("--until", "9999-12-31"), 2, "between the years"),
        (("--format", "xml"), 2, "xml"),
        (("--format", "xlsx"), 2, "xlsx needs --output"),
        (("--json",), 2, "needs --output"),
        (("--format", "ndjson", "--bom"), 2, "bom goes with csv only"),
        (("--format", "parquet", "--gzip", "-o", "x"), 2, "gzip goes with csv and ndjson only"),
        (("--format", "parquet", "--resume", "-o", "x"), 2, "has no --resume"),
        (("--resume", "-o", "nothing-there"), 1, "nothing to go on with"),
        (("--link", "one", "--tag", "two"), 2, "can't be asked for together"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    shell: Shell, words: tuple[str, ...], status: int, sentence: str
) -> None:
    answer = shell("export", "clicks", *words)
    assert (answer.status, answer.out) == (status, "")
    assert sentence in answer.err


def test_a_file_can_be_asked_for_again_by_its_mark(
    shell: Shell, clicked: None, database: Database, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.csv.gz", tmp_path / "second.csv.gz"
    words = ("--gzip", "--since", "2026-11-22", "--json")
    about = shell("export", "clicks", "-o", str(first), *words).json
    assert about["query"] == {"since": "2026-11-22T00:00:00+00:00", "mark": 8}
    assert (about["rows"], about["format"], about["timezone"]) == (7, "csv.gz", "UTC")
    assert about["sha256"] == hashlib.sha256(first.read_bytes()).hexdigest()
    assert about["bytes"] == first.stat().st_size
    add_clicks(database, [{"clicked_at": ms("2026-11-25T12:00Z")}])
    again = shell("export", "clicks", "-o", str(second), *words, "--mark", str(about["query"]["mark"])).json
    assert again == about
    assert len(times(gzip.decompress(second.read_bytes()).decode())) == 7


@needs_mount
def test_on_a_full_disk_it_says_how_to_go_on_and_then_does(
    shell: Shell, clicked: None, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wanted, "PAGE", 100)
    add_clicks(database, [{"clicked_at": at} for at in range(1000)])
    folder = tmp_path / "small"
    with tiny_disk(folder, 64):
        path = folder / "clicks.csv"
        answer = shell("export", "clicks", "-o", str(path))
        assert answer.status == 1
        assert answer.err == (
            f"Error: Can't write {path}: No space left on device; "
            "the pages before that are kept: go on with --resume.\n"
        )
        assert not path.exists()
        other = shell("export", "clicks", "-o", str(path), "--resume", "--since", "2026-11-22")
        assert (other.status, "was another question" in other.err) == (1, True)
        subprocess.run(["mount", "-o", "remount,size=4m", str(folder)], check=True)
        assert shell("export", "clicks", "-o", str(path), "--resume").status == 0
        assert path.read_bytes().decode() == shell("export", "clicks").out
        assert [found.name for found in folder.iterdir()] == ["clicks.csv"]


@pytest.mark.stores("postgresql")
def test_when_the_database_goes_away_it_says_how_to_go_on(
    shell: Shell, clicked: None, database: Database, postgresql_server: str, tmp_path: Path
) -> None:
    add_clicks(database, [{"clicked_at": at} for at in range(20_000)])
    path, name = tmp_path / "clicks.csv", database.engine.url.database
    cut = threading.Thread(target=close_doors, args=(postgresql_server, str(name), Part(path)))
    cut.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wanted, "PAGE", 5)
        answer = shell("export", "clicks", "-o", str(path))
    cut.join()
    assert answer.status == 1
    assert answer.err.startswith("Error: The database can't be used: ")
    assert answer.err.endswith("; the pages before that are kept: go on with --resume.\n")
    assert not path.exists()
    speak(postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert shell("export", "clicks", "-o", str(path), "--resume").status == 0
    assert path.read_bytes().decode() == shell("export", "clicks").out


def close_doors(server: str, name: str, begun: Part) -> None:
    """Once some rows are written, the database takes no connections any more and ends those it has."""
    deadline = time.monotonic() + 20
    while not has_rows(begun) and time.monotonic() < deadline:
        time.sleep(0.01)
    speak(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    speak(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def has_rows(begun: Part) -> bool:
    try:
        return begun.kept().rows > 0
    except CannotResume:
        return False


def speak(server: str, sql: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(sql))


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_other_kinds_of_files_are_whole_or_not_there(shell: Shell, clicked: None, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"clicks.{form}"
    about = shell("export", "clicks", "--format", form, "-o", str(path), "--json").json
    assert about["rows"] == 8
    assert about["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert not list(tmp_path.glob("*.part"))


def test_links_come_with_their_columns(shell: Shell, clicked: None) -> None:
    rows = list(csv.DictReader(shell("export", "links").out.splitlines()))
    assert tuple(rows[0]) == LINK_COLUMNS
    assert [(row["domain"], row["slug"], row["state"]) for row in rows] == [
        ("localhost", slug, "live") for slug in ("one", "two")
    ]
    assert len(shell("export", "links", "--format", "ndjson").out.splitlines()) == 2


def test_a_file_is_written_whole_and_takes_the_old_ones_place(shell: Shell, clicked: None, tmp_path: Path) -> None:
    path = tmp_path / "clicks.csv"
    path.write_text("old")
    answer = shell("export", "clicks", "-o", str(path))
    data = path.read_bytes()
    told = f"8 clicks written to {path}.\nUp to row 8; SHA-256 {hashlib.sha256(data).hexdigest()}\n"
    assert (answer.status, answer.out, answer.err) == (0, "", told)
    assert data.decode() == shell("export", "clicks").out
    assert os.listdir(tmp_path.joinpath("..") / tmp_path.name).count("clicks.csv.part") == 0


def test_an_export_that_breaks_off_leaves_the_old_file_and_nothing_else(
    shell: Shell, clicked: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(*_arguments: object, **_words: object) -> object:
        yield from ()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exports, "link_rows", breaking)
    path = tmp_path / "links.csv"
    path.write_text("old")
    answer = shell("export", "links", "-o", str(path))
    assert answer.status == 1
    assert answer.err == f"Error: Can't write {path}: No space left on device; nothing was left there.\n"
    assert path.read_text() == "old"
    assert not path.with_name("links.csv.part").exists()


def test_a_place_that_can_not_be_written_is_named(shell: Shell, clicked: None, tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere" / "links.csv", tmp_path):
        answer = shell("export", "links", "-o", str(place))
        assert answer.status == 1
        assert answer.err.startswith(f"Error: Can't write {place}: ")
    assert not list(tmp_path.rglob("*.part"))


def test_a_device_is_written_to_and_never_replaced(shell: Shell, clicked: None) -> None:
    before = os.stat("/dev/full")
    answer = shell("export", "links", "-o", "/dev/full")
    assert (answer.status, answer.out) == (1, "")
    assert "No space left on device" in answer.err
    assert os.stat("/dev/full") == before


def test_a_link_to_a_file_stays_a_link(shell: Shell, clicked: None, tmp_path: Path) -> None:
    real, alias = tmp_path / "real.csv", tmp_path / "alias.csv"
    alias.symlink_to(real)
    assert shell("export", "links", "-o", str(alias)).status == 0
    assert alias.is_symlink()
    assert real.read_text().startswith("domain,slug,target")
