"""A scheduled export that is killed, or beside which clicks expire, are erased or change class: whole all the same."""

import csv
import gzip
import json
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from shortener.clicks.erasing import erase
from shortener.clicks.erasing.whose import Whose
from shortener.clicks.retention import expire
from shortener.reports.export import copied, wanted
from shortener.schedules import register
from shortener.settings import Settings
from shortener.stores import Database
from tests.reports.test_periods import ms
from tests.schedules.conftest import ZONE, Add, Worker

NIGHT = "2026-10-25T03:00Z"
NOON = ms("2026-10-24T12:00Z")
sqlite = pytest.mark.stores("sqlite")  # what is the same whatever is asked of whichever database
KILLED = """
import dataclasses, sys, time
from pathlib import Path
from shortener import jobs
from shortener.reports.export import wanted
from shortener.schedules import job, steps
from shortener.schedules.job import Exporter
from shortener.schedules import register
from shortener.settings import Settings
from shortener.stores import open_database
from tests.reports.test_periods import ms
import threading
now = ms(sys.argv[3])
for module in (jobs, job, steps):
    module.now_ms = lambda: now
wanted.PAGE = 5
settings = Settings(data_dir=Path(sys.argv[2]), base_url="http://localhost:8000", bind="[::1]:8000", node="killed",
    timezone=sys.argv[4])
exporter = Exporter(settings, threading.Event())
def slowly(rows):
    print(rows, flush=True)
    time.sleep(0.3 if rows else 0)
exporter._tell = slowly
jobs.Runner(open_database(sys.argv[1]), "killed", {"export": exporter.export}).run_one()
"""


def asked(query: str) -> list[Any]:
    with duckdb.connect() as reader:
        return reader.execute(query).fetchall()


def rows_in(path: Path) -> int:
    if path.name.endswith(".csv.gz"):
        return len(list(csv.reader(gzip.decompress(path.read_bytes()).decode().splitlines()))) - 1
    if path.suffix == ".parquet":
        return int(asked(f"SELECT count(*) FROM '{path}'")[0][0])
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet2.xml").count(b"<row ") - 1


@sqlite
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_worker_that_is_killed_leaves_its_job_and_the_next_one_makes_the_whole_file(
    add: Add, worker: Worker, settings: Settings, form: str
) -> None:
    add("daily", form=form, gzip=form == "csv")
    worker.set_clock(NIGHT)
    worker.exporter.plan(worker.database, {})
    url = worker.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, str(settings.data_dir), NIGHT, ZONE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        heard = [next(child.stdout) for _ in range(3)]
        child.kill()
    assert (child.returncode, heard[-1]) == (-signal.SIGKILL, "5\n")
    [run] = worker.work("2026-10-25T03:04Z")
    assert (run.node, run.file, run.ended_at) == ("killed", None, None), "it is lent to the dead one still"
    [run] = worker.work("2026-10-25T03:06Z")
    assert (run.error, run.node) == (None, "test")
    path = Path(str(run.file))
    assert run.about is not None
    assert (rows_in(path), run.about.rows, run.about.bytes) == (24, 24, path.stat().st_size)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.fixture
def meanwhile(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Does something once, after the first page of the export."""
    monkeypatch.setattr(wanted, "PAGE", 5)
    monkeypatch.setattr(copied, "AT_ONCE", 1)
    heard: list[int] = []

    def then(do: Callable[[], object]) -> None:
        def tell(rows: int) -> None:
            heard.append(rows)
            if heard.count(5) == 1 and rows:
                do()

        monkeypatch.setattr(worker.exporter, "_tell", tell)

    return then


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_what_expires_meanwhile_is_not_in_the_file_and_the_file_says_so(
    add: Add, worker: Worker, meanwhile: Callable[[Callable[[], object]], None], form: str
) -> None:
    add("daily", form=form, gzip=form == "csv")
    meanwhile(lambda: expire(worker.database, NOON, threading.Event()))
    [run] = worker.work(NIGHT)
    path = Path(str(run.file))
    assert run.about is not None
    assert run.error is None
    assert 5 + 11 <= run.about.rows <= 10 + 11  # a page that was read meanwhile, and from noon on
    assert rows_in(path) == run.about.rows
    assert run.about.clicks_kept_from == "2026-10-24T12:00:00.000Z"
    if form == "xlsx":
        with zipfile.ZipFile(path) as book:
            texts = book.read("xl/worksheets/sheet1.xml").decode()
        assert ">16<" in texts
        assert "2026-10-24T12:00:00.000Z" in texts
    if form == "parquet":
        told = dict(asked(f"SELECT key, value FROM parquet_kv_metadata('{path}')"))
        assert told[b"clicks_kept_from"] == b"2026-10-24T12:00:00.000Z"


@sqlite
def test_what_is_erased_meanwhile_is_blank_from_then_on_and_every_click_is_there(
    add: Add, worker: Worker, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    add("daily")
    with worker.database.write() as session:
        session.connection().exec_driver_sql("UPDATE clicks SET country = 'DE'")
    meanwhile(lambda: erase(worker.database, Whose(link_id=1), lambda _done: None))
    [run] = worker.work(NIGHT)
    assert run.error is None
    with Path(str(run.file)).open(newline="") as file:
        found = [(row["slug"], row["country"]) for row in csv.DictReader(file)]
    assert len(found) == 24
    assert {country for _, country in found[:5]} == {"DE"}
    assert set(found[5:]) == {("one", ""), ("two", "DE")}


def remove(worker: Worker, name: str) -> None:
    with worker.database.write() as session:
        register.remove(session, name)


@sqlite
def test_a_schedule_that_is_removed_while_it_is_made_is_no_trouble_for_the_queue(
    add: Add, worker: Worker, meanwhile: Callable[[Callable[[], object]], None], caplog: pytest.LogCaptureFixture
) -> None:
    add("daily")
    add("other", what="hours")
    meanwhile(lambda: remove(worker, "daily"))
    [run] = worker.work(NIGHT)
    assert (run.schedule, run.error) == ("other", None)
    assert [json.loads(job.payload)["period"] for job in worker.waiting()] == ["2026-10-25"]
    assert caplog.text == ""


@sqlite
def test_a_new_schedule_inherits_nothing_that_was_queued_for_a_removed_one(add: Add, worker: Worker) -> None:
    """SQLite gives the number of the last row that was removed to the next one."""
    add("daily")
    worker.exporter.plan(worker.database, {})
    remove(worker, "daily")
    assert worker.waiting() == []
    add("monthly", "month")
    [run] = worker.work("2026-11-01T03:00Z")
    assert (run.schedule, run.period, run.error) == ("monthly", "2026-10", None)
    assert [json.loads(job.payload)["period"] for job in worker.waiting()] == ["2026-11"]


def test_two_nodes_make_each_file_once(add: Add, worker: Worker, settings: Settings, database: Database) -> None:
    for number in range(6):
        add(f"daily-{number}")
    worker.set_clock(NIGHT)
    worker.exporter.plan(database, {})
    worker.exporter.plan(database, {})
    made: list[str] = []
    together = threading.Barrier(2)

    def take_part(name: str) -> None:
        runner = type(worker._runner)(database, name, {"export": worker.exporter.export})
        together.wait()
        while runner.run_one():
            made.append(name)

    crowd = [threading.Thread(target=take_part, args=(name,)) for name in ("one", "two")]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    runs = worker.work("2026-10-25T04:00Z")
    assert [(run.error, run.about and run.about.rows) for run in runs] == [(None, 24)] * 6
    folder = settings.data_dir / "exports"
    assert sorted(path.name for path in folder.iterdir()) == [f"daily-{n}-2026-10-24.csv" for n in range(6)]
