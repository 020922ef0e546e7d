"""The bench of exports runs the database's own writer and ours on the same clicks, and both write all of them."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bench.exports import Timed, measure, own_writer, verdicts
from shortener.reports.export.rows import CLICK_COLUMNS
from shortener.stores import Database
from tests.reports.clicking import add_clicks, add_link


@pytest.fixture
def url(database: Database) -> str:
    """Of a database with three clicks on one link."""
    add_link(database)
    add_clicks(database, [{"clicked_at": at} for at in (5, 7, 9)])
    return database.engine.url.render_as_string(hide_password=False)


def test_both_are_timed_and_their_memory_is_known(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTENER_DATA_DIR", str(tmp_path / "var"))
    said: list[str] = []
    own, export = measure(url, 1, said.append)
    assert (own.way, export.way) == ("its own", "export")
    assert own.seconds[0] > 0
    assert export.seconds[0] > 0
    assert export.megabytes > 20
    assert len(said) == 2


def test_the_database_writes_as_many_columns_as_the_export_has(url: str) -> None:
    written = subprocess.run(own_writer(make_url(url)), capture_output=True, text=True, check=True).stdout
    lines = written.splitlines()
    assert [len(line.split(",")) for line in lines] == [len(CLICK_COLUMNS)] * 3


def test_rate_and_memory_have_their_bars() -> None:
    judged = verdicts("sqlite", Timed("its own", [2.0, 1.0]), Timed("export", [4.0, 5.0], 151))
    assert [(one.figure, one.is_met) for one in judged] == [(0.25, True), (151, False)]
