"""What is made is what the same question gives by hand, whole or not there, and written down."""

import csv
import gzip
import hashlib
import threading
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from shortener.links.tables import Tag
from shortener.reports.export import wanted
from shortener.reports.export.order import FORMS
from shortener.reports.scope import Scope
from shortener.reports.sides import Side
from shortener.reports.tablefile import FORMS as TABLE_FORMS
from shortener.schedules import making
from shortener.schedules.runs import RunView
from shortener.settings import Settings
from shortener.stores import Database
from tests.disks import fill, needs_mount, tiny_disk
from tests.schedules.conftest import Add, Worker

ONE, TWO = Side("link", "rpf.io/one", Scope(link_id=1)), Side("link", "rpf.io/two", Scope(link_id=2))
NIGHT = "2026-10-25T03:00Z"
REPORTS: tuple[dict[str, Any], ...] = (
    {"what": "stats", "dimensions": ("country",), "unit": "day", "against": "before"},
    {"what": "stats", "where": (("country", "GB"),)},
    {"what": "compare", "links": (ONE, TWO)},
    {"what": "top", "limit": 5, "people": True},
    {"what": "tags"},
    {"what": "hours", "domain": "rpf.io"},
    {"what": "ipv6", "tags": ("classroom",)},
)
sqlite = pytest.mark.stores("sqlite")  # what is the same whatever is asked of whichever database


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def test_a_file_has_a_stable_name_and_its_run_says_what_it_is(add: Add, worker: Worker, settings: Settings) -> None:
    add("daily-one", links=(ONE,), form="csv", gzip=True)
    [run] = worker.work(NIGHT)
    path = settings.data_dir / "exports" / "daily-one-2026-10-24.csv.gz"
    assert run.file == str(path)
    rows = list(csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines()))
    assert [row["clicked_at"][:13] for row in rows] == [f"2026-10-{d}T{h:02}" for d, h in hours_of_saturday()]
    assert {row["slug"] for row in rows} == {"one"}
    assert run.about is not None
    assert (run.about.rows, run.about.bytes) == (len(rows), path.stat().st_size)
    assert run.about.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert run.about.query["link"] == "rpf.io/one"
    assert run.about.timezone == "Europe/London"
    assert (run.node, run.error, run.note, run.mailed_at) == ("test", None, "", None)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def hours_of_saturday() -> list[tuple[int, int]]:
    """The even hours UTC of a day that is an hour ahead of it."""
    return [(24, hour) for hour in range(0, 23, 2)]


def test_clicks_come_in_every_form(add: Add, worker: Worker) -> None:
    for form in FORMS:
        add(form, form=form)
    made = worker.work(NIGHT)
    assert [(run.error, run.about and run.about.rows) for run in made] == [(None, 24)] * len(FORMS)
    assert [run.about and run.about.sha256 for run in made] == [sha256(run) for run in made]


def test_every_report_comes_in_every_form(add: Add, worker: Worker, database: Database) -> None:
    with database.write() as session:
        session.add(Tag(name="classroom", created_at=0))
    for (number, asked), form in product(enumerate(REPORTS), TABLE_FORMS):
        add(f"{form}-{number}", form=form, **asked)
    made = worker.work(NIGHT)
    assert [run.error for run in made] == [None] * (len(REPORTS) * len(TABLE_FORMS))
    assert [run.about and run.about.sha256 for run in made] == [sha256(run) for run in made]
    assert {run.about and run.about.query["what"] for run in made} == {asked["what"] for asked in REPORTS}
    rows = {run.schedule: run.about.rows for run in made if run.about}
    assert all(len({rows[f"{form}-{number}"] for form in TABLE_FORMS}) == 1 for number in range(len(REPORTS)))
    assert rows["csv-5"] == 7 * 24


def sha256(run: RunView) -> str:
    """Of what lies in the folder."""
    return hashlib.sha256(Path(run.file or "").read_bytes()).hexdigest()


@sqlite
def test_a_report_of_clicks_is_filtered_as_it_was_asked(add: Add, worker: Worker) -> None:
    add("odd", what="stats", links=(TWO,), where=(("class", "human"),))
    [run] = worker.work(NIGHT)
    assert run.file is not None
    assert read_csv(Path(run.file)) == [{"table": "total", "value": "", "class": "human", "count": "12"}]
    assert run.about is not None
    assert run.about.query["where"] == "class=human"


@sqlite
def test_a_worker_that_is_told_to_stop_leaves_what_the_next_one_goes_on_with(
    add: Add, worker: Worker, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(wanted, "PAGE", 10)
    add("daily")
    folder = settings.data_dir / "exports"
    heard: list[int] = []

    def stop_after_two(rows: int) -> None:
        heard.append(rows)
        if len(heard) == 4:
            worker.stop.set()
        tell(rows)

    tell = worker.exporter._tell
    monkeypatch.setattr(worker.exporter, "_tell", stop_after_two)
    worker.set_clock(NIGHT)
    worker.exporter.plan(worker.database, {})
    assert worker._runner.run_one()
    assert heard == [0, 0, 10, 10]
    assert sorted(path.name for path in folder.iterdir()) == [
        "daily-2026-10-24.csv.part",
        "daily-2026-10-24.csv.part.json",
    ]
    [job, _tomorrow] = worker.waiting()
    assert (job.attempts, job.claimed_by) == (0, None)
    worker.stop.clear()
    heard.clear()
    [run] = worker.work("2026-10-25T03:01Z")
    assert heard == [20, 4]
    assert run.about is not None
    assert run.about.rows == 24
    assert [path.name for path in folder.iterdir()] == ["daily-2026-10-24.csv"]
    assert run.about.sha256 == hashlib.sha256((folder / "daily-2026-10-24.csv").read_bytes()).hexdigest()


@sqlite
def test_two_processes_never_write_into_the_folder_at_once(
    add: Add, worker: Worker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("daily")
    entered, leave = threading.Event(), threading.Event()
    folder = settings.data_dir / "exports"
    folder.mkdir(parents=True)

    def hold() -> None:
        with making._alone(folder):
            entered.set()
            leave.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    assert entered.wait(30)
    [run] = worker.work(NIGHT)
    assert run.ended_at is None
    assert run.error == f"Another export is being written into {folder}; try again when it is done."
    leave.set()
    other.join()
    [run] = worker.work("2026-10-25T05:00Z")
    assert (run.error, run.about and run.about.rows) == (None, 24)


@needs_mount
@sqlite
def test_on_a_full_disk_nothing_has_the_name_and_the_next_attempt_makes_it(
    add: Add, worker: Worker, settings: Settings
) -> None:
    add("daily", form="ndjson")
    folder = settings.data_dir / "exports"
    with tiny_disk(folder, 64) as ballast:
        fill(ballast)
        [run] = worker.work(NIGHT)
        assert "No space left" in (run.error or "")
        assert (run.ended_at, run.file) == (None, None)
        assert not list(folder.glob("daily*.ndjson"))
        ballast.unlink()
        [run] = worker.work("2026-10-25T06:00Z")
        assert (run.error, run.about and run.about.rows) == (None, 24)


@sqlite
def test_what_no_other_attempt_can_mend_is_over_with_its_reason(
    add: Add, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shortener.reports.sheets.MOST_ROWS", 5)
    add("daily", form="xlsx")
    [run] = worker.work(NIGHT)
    assert run.ended_at is not None
    assert run.error == "24 rows are more than the 5 of a sheet; ask for fewer days, or for csv."
    assert worker.work("2026-10-25T09:00Z") == [run]


@sqlite
def test_what_fails_for_two_days_is_given_up(add: Add, worker: Worker, settings: Settings) -> None:
    add("daily")
    (settings.data_dir / "exports").write_text("in the way")
    [run] = worker.work(NIGHT)
    assert run.ended_at is None
    assert (run.error or "").startswith("FileExistsError: ")
    found = worker.work("2026-10-27T03:00Z")
    assert [one.ended_at is not None for one in found] == [True, False, False]
