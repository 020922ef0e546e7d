"""`shortener export schedule` makes, shows, runs and ends exports that make themselves."""

import csv
import hashlib
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shortener.clock import now_ms
from shortener.settings import Settings
from shortener.work import Job
from tests.cli.conftest import Answer, Shell
from tests.postbox import postbox

pytestmark = pytest.mark.stores("sqlite")
DEMO = ("demo", "--clicks", "500", "--links", "10", "--days", "40", "--until", "2026-04-15")


@pytest.fixture
def schedule(shell: Shell) -> Shell:
    def ask(*words: str, **more: str) -> Answer:
        return shell("export", "schedule", *words, **more)

    return ask


@pytest.fixture
def demo(shell: Shell) -> None:
    assert shell(*DEMO).status == 0


def test_a_schedule_is_added_listed_run_and_removed(schedule: Shell, shell: Shell, demo: None) -> None:
    answer = schedule("add", "daily", "clicks", "--format", "ndjson", "--gzip")
    assert (answer.status, answer.out) == (0, "daily is made of each day, from the one that runs now on.\n")
    [listed] = schedule("list", "--json").json
    assert (listed["name"], listed["every"], listed["what"], listed["format"]) == (
        "daily",
        "day",
        "clicks",
        "ndjson.gz",
    )
    assert listed["last_run"] is None
    run = schedule("run", "daily", "--period", "2026-04-10", "--json").json
    export = ("export", "clicks", "--format", "ndjson", "--since", "2026-04-10", "--until", "2026-04-11", "--gzip")
    path = Path(run["file"])
    by_hand = path.with_name("by-hand")
    mark = str(run["about"]["query"]["mark"])
    assert shell(*export, "--mark", mark, "-o", str(by_hand), "--json").json == run["about"]
    assert by_hand.read_bytes() == path.read_bytes()
    assert "daily-2026-04-10.ndjson.gz" in schedule("runs").out
    assert schedule("runs", "daily", "--json").json[0]["about"]["sha256"] == run["about"]["sha256"]
    assert "2026-04-10: done" in schedule("list").out
    assert schedule("remove", "daily").out == "daily is not made any more; its files stay.\n"
    assert (schedule("list", "--json").json, schedule("runs", "--json").json) == ([], [])
    assert path.exists()


def test_a_report_of_a_month_is_what_stats_answers(schedule: Shell, shell: Shell, demo: None) -> None:
    words = ("--by", "country", "--per", "day", "--compare", "year", "--where", "family=6")
    assert schedule("add", "monthly", "stats", "--every", "month", *words).status == 0
    answer = schedule("run", "monthly", "--period", "2026-03")
    assert answer.status == 0
    path = Path(answer.out.split()[-3].removesuffix("."))
    asked = ("--since", "2026-03-01", "--until", "2026-04-01", *words, "--format", "csv")
    told = shell("stats", "clicks", *asked)
    assert path.read_bytes().decode() == told.out
    assert answer.out.splitlines() == [
        f"{len(list(csv.reader(told.out.splitlines()))) - 1} rows written to {path}.",
        f"SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}",
    ]


def test_links_and_tags_can_be_compared_each_day(schedule: Shell, shell: Shell, demo: None) -> None:
    slugs = [
        one["slug"] for one in shell("stats", "top", "--since", "2026-03-10", "--limit", "2", "--json").json["links"]
    ]
    links = ("--link", slugs[0], "--link", slugs[1])
    assert schedule("add", "both", "compare", *links, "--format", "csv").status == 0
    run = schedule("run", "both", "--period", "2026-04-10", "--json").json
    told = shell("stats", "compare", *links, "--since", "2026-04-10", "--until", "2026-04-11", "--format", "csv")
    assert Path(run["file"]).read_bytes().decode() == told.out


def test_mail_goes_out_unless_it_is_not_wanted(schedule: Shell, demo: None) -> None:
    with postbox() as box:
        mail = {"SHORTENER_SMTP_URL": box.url, "SHORTENER_MAIL_FROM": "links@example.org"}
        assert schedule("add", "daily", "top", "--mail-to", "ada@example.org", **mail).status == 0
        assert "Sent by mail." not in schedule("run", "daily", "--period", "2026-04-10", "--no-mail", **mail).out
        assert box.got == []
        assert "Sent by mail." in schedule("run", "daily", "--period", "2026-04-10", **mail).out
        assert len(box.got) == 1
        box.answers = {"": "554 no"}
        answer = schedule("run", "daily", "--period", "2026-04-10", **mail)
    assert answer.status == 1
    assert answer.err == f"Error: The mail server [::1]:{box.port} refused it: 554 no\n"
    [run] = schedule("runs", "--json").json
    assert (run["error"], run["ended_at"]) == (f"The mail server [::1]:{box.port} refused it: 554 no", None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "../x", "clicks"), "A name begins its files"),
        (("add", "x", "clicks", "--link", "nope"), "There is no link “nope”"),
        (("add", "x", "clicks", "--mail-to", "a@b.example"), "Mail needs SHORTENER_SMTP_URL and SHORTENER_MAIL_FROM"),
        (("add", "x", "clicks", "--per", "day"), "go with stats and compare only"),
        (("add", "x", "stats", "--where", "country"), "not of the form NAME=VALUE"),
        (("remove", "x"), "There is no schedule 'x'."),
        (("run", "x"), "There is no schedule 'x'."),
        (("runs", "x"), "There is no schedule 'x'."),
    ],
)
def test_nonsense_is_one_sentence_and_leaves_nothing(schedule: Shell, words: tuple[str, ...], said: str) -> None:
    answer = schedule(*words)
    assert answer.status in {1, 2}
    assert said in answer.err
    assert schedule("list", "--json").json == []


@pytest.mark.parametrize("period", ["2026-02-30", "2026-04", "yesterday", "9999-01-01"])
def test_a_period_that_is_none_or_not_over_is_refused(schedule: Shell, period: str) -> None:
    schedule("add", "daily", "clicks")
    answer = schedule("run", "daily", "--period", period)
    assert answer.status == 2
    assert period in answer.err


def test_a_node_without_a_folder_makes_none(schedule: Shell) -> None:
    answer = schedule("add", "daily", "clicks", SHORTENER_EXPORT_DIR="none")
    assert (answer.status, answer.err) == (
        1,
        "Error: SHORTENER_EXPORT_DIR is none: this node makes no scheduled exports.\n",
    )


def test_doctor_finds_what_failed(schedule: Shell, shell: Shell, settings: Settings) -> None:
    schedule("add", "daily", "clicks")
    (settings.data_dir / "exports").write_text("in the way")
    assert schedule("run", "daily").status == 1
    found = {one["what"]: one for one in json.loads(shell("doctor", "--json").out)}["scheduled exports"]
    assert not found["ok"]
    assert found["found"].startswith("daily, ")
    (settings.data_dir / "exports").unlink()
    assert schedule("run", "daily").status == 0
    found = {one["what"]: one for one in json.loads(shell("doctor", "--json").out)}["scheduled exports"]
    assert (found["ok"], found["found"]) == (True, "1 schedule")


def test_the_nodes_worker_makes_what_is_owed(
    schedule: Shell,
    process: Callable[..., subprocess.Popen[bytes]],
    settings: Settings,
    database: object,
) -> None:
    from sqlalchemy import update

    from shortener.schedules.tables import Schedule
    from shortener.stores import Database

    assert isinstance(database, Database)
    schedule("add", "daily", "stats")
    with database.write() as session:  # as if it had been made two days ago, and planning were due
        session.execute(update(Schedule).values(created_at=now_ms() - 2 * 86_400_000))
        session.add(Job(kind="exports", key="exports", payload="{}", due_at=0, attempts=0))
    child = process("collect")
    folder, deadline = settings.data_dir / "exports", time.monotonic() + 60
    try:
        while len(list(folder.glob("daily-*.csv"))) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        child.terminate()
        child.communicate(timeout=30)
    assert {run["error"] for run in schedule("runs", "--json").json} == {None}
