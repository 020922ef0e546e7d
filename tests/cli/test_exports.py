"""`shortener export` writes whole files or none, and only what was asked for."""

import csv
import json
import os
from pathlib import Path

import pytest

from shortener.cli import exports
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.reports.export import CLICK_COLUMNS
from shortener.reports.linkfile import LINK_COLUMNS
from shortener.stores import Database
from tests.cli.conftest import Shell
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
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    shell: Shell, words: tuple[str, ...], status: int, sentence: str
) -> None:
    answer = shell("export", "clicks", *words)
    assert (answer.status, answer.out) == (status, "")
    assert sentence in answer.err


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
    assert (answer.status, answer.out, answer.err) == (0, "", f"8 clicks written to {path}.\n")
    assert path.read_bytes().decode() == shell("export", "clicks").out
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
