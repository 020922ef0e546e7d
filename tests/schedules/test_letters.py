"""The file goes out by mail, with what it is in plain words; a server that says no keeps nobody from the file."""

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener.clicks.browsers import RULES_VERSION
from shortener.schedules import letter, runs
from shortener.settings import Settings
from tests.postbox import Postbox, postbox
from tests.schedules.conftest import Add, Worker
from tests.schedules.test_files import ONE

pytestmark = pytest.mark.stores("sqlite")
NIGHT = "2026-10-25T03:00Z"
ADA, BOB = "ada@example.org", "bob@example.org"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as box:
        yield box


@pytest.fixture
def settings(settings: Settings, box: Postbox) -> Settings:
    return dataclasses.replace(settings, smtp_url=box.url, mail_from="Links <links@example.org>")


def test_the_mail_has_the_file_and_says_what_it_is(add: Add, worker: Worker, box: Postbox) -> None:
    add("daily-one", links=(ONE,), mail_to=(ADA, BOB))
    [run] = worker.work(NIGHT)
    assert run.mailed_at is not None
    [mail] = box.mails
    assert (mail["Subject"], mail["To"], mail["From"]) == (
        "daily-one, 2026-10-24",
        f"{ADA}, {BOB}",
        "Links <links@example.org>",
    )
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_body(("plain",))
    assert body is not None
    assert run.about is not None
    assert body.get_content().replace("\r\n", "\n").splitlines() == [
        "The file is attached.",
        "",
        f"File: daily-one-2026-10-24.csv, {run.about.bytes:,} bytes",
        "Rows: 12",
        "Query, link: rpf.io/one",
        "Query, since: 2026-10-24T00:00:00+01:00",
        "Query, until: 2026-10-25T00:00:00+01:00",
        f"Query, mark: {run.about.query['mark']}",
        "Time zone: Europe/London",
        f"Rules: {RULES_VERSION}",
        f"SHA-256: {run.about.sha256}",
    ]
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "daily-one-2026-10-24.csv"
    assert attached.get_content_type() == "text/csv"
    data = attached.get_payload(decode=True)
    assert isinstance(data, bytes)
    assert hashlib.sha256(data).hexdigest() == run.about.sha256


def test_a_file_that_is_too_big_stays_where_it_is_and_the_mail_says_where(
    add: Add, worker: Worker, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter, "MOST_ATTACHED", 100)
    add("daily", mail_to=(ADA,))
    [run] = worker.work(NIGHT)
    [mail] = box.mails
    assert not list(mail.iter_attachments())
    assert mail.get_content().startswith(f"The file is too big for mail. It is {run.file} on test.")
    assert run.mailed_at is not None


def test_so_does_one_that_the_server_finds_too_big(add: Add, worker: Worker, box: Postbox) -> None:
    box.extensions = ("SIZE 2500",)
    add("daily", mail_to=(ADA,))
    worker.work(NIGHT)
    [mail] = box.mails
    assert not list(mail.iter_attachments())


def test_while_the_server_is_busy_the_file_is_there_and_the_mail_is_tried_again(
    add: Add, worker: Worker, box: Postbox
) -> None:
    box.answers = {"rcpt": "451 try later"}
    add("daily", mail_to=(ADA,))
    [run] = worker.work(NIGHT)
    assert run.error == f"The mail server [::1]:{box.port} refused it: 451 try later"
    assert (run.ended_at, run.mailed_at) == (None, None)
    assert run.file is not None
    written = Path(run.file).stat()
    box.answers = {}
    [again] = worker.work("2026-10-25T04:00Z")
    assert (again.error, again.made_at, again.about) == (None, run.made_at, run.about)
    assert again.mailed_at is not None
    assert Path(run.file).stat() == written
    assert len(box.got) == 1


def test_a_mail_that_comes_twice_is_one_to_a_program_that_reads_it(add: Add, worker: Worker, box: Postbox) -> None:
    added = add("daily", mail_to=(ADA,))
    worker.work(NIGHT)
    runs.put(worker.database, added.id, "2026-10-24", mailed_at=None, ended_at=None)  # killed before it noted that
    worker.work("2026-10-25T04:00Z")
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_refuses_for_good_is_asked_once(add: Add, worker: Worker, box: Postbox) -> None:
    box.answers = {"rcpt": "550 nobody"}
    add("daily", mail_to=(ADA,))
    [run] = worker.work(NIGHT)
    assert run.ended_at is not None
    assert "550 nobody" in (run.error or "")
    assert run.file is not None
    worker.work("2026-10-25T09:00Z")
    assert len([line for line in box.said if line.startswith("rcpt")]) == 1


def test_who_was_refused_is_in_the_run(add: Add, worker: Worker, box: Postbox) -> None:
    box.answers = {f"rcpt TO:<{BOB}": "550 nobody"}
    add("daily", mail_to=(ADA, BOB))
    [run] = worker.work(NIGHT)
    assert (run.error, run.note) == (None, f"{BOB} didn't get it: nobody.")


def test_without_a_server_the_run_says_what_to_set(add: Add, worker: Worker, settings: Settings) -> None:
    object.__setattr__(worker.exporter, "_settings", dataclasses.replace(settings, smtp_url=None))
    add("daily", mail_to=(ADA,))
    [run] = worker.work(NIGHT)
    assert run.error == "Mail needs SHORTENER_SMTP_URL and SHORTENER_MAIL_FROM; set both of them."
