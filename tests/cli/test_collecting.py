"""`shortener collect` stores clicks until it is told to stop, then the last ones, and `clicks audit` adds them up."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import msgspec
import pytest

from shortener.cli.collect import NICENESS, ONLY_NICE
from shortener.gentle import may_come_back
from shortener.journal.visit import encode
from shortener.journal.writer import Journal
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from tests.budgets import ROOT
from tests.cli.conftest import Shell
from tests.live import eventually
from tests.visits import a_visit


@pytest.fixture
def journal(settings: Settings) -> Iterator[Journal]:
    journal = Journal(settings.journal_dir, "test")
    yield journal
    journal.close()


@pytest.fixture
def visit(library: Library) -> bytes:
    """A click on a link that exists, ready for the journal."""
    link = library.create(Draft(target="https://example.org/", slug="new"), None)
    return encode(a_visit(domain_id=link.domain_id, slug="new", link_id=link.id, revision_id=1))


def wait_for(shell: Shell, **counts: int) -> None:
    for _ in range(200):
        found = shell("clicks", "audit", "--json").json
        if counts.items() <= found.items():
            return
        time.sleep(0.05)
    pytest.fail(f"{counts} were awaited, the last answer was {found}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_clicks_are_stored_while_it_runs_and_once_more_when_it_stops(
    shell: Shell,
    process: Callable[..., subprocess.Popen[bytes]],
    journal: Journal,
    visit: bytes,
    number: signal.Signals,
) -> None:
    child = process("collect")
    journal.write([visit] * 3)
    wait_for(shell, received=3, stored=3, waiting=0, rows=3, adds_up=True)
    child.send_signal(signal.SIGSTOP)
    journal.write([visit] * 4)
    child.send_signal(number)
    child.send_signal(signal.SIGCONT)
    _, err = child.communicate(timeout=30)
    assert child.returncode == 0
    assert b"Traceback" not in err
    wait_for(shell, received=7, stored=7, waiting=0, rows=7, adds_up=True)


def test_it_gives_way_to_redirects(
    shell: Shell, process: Callable[..., subprocess.Popen[bytes]], journal: Journal, visit: bytes
) -> None:
    journal.write([visit])
    child = process("collect")
    wait_for(shell, stored=1)
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == os.getpriority(os.PRIO_PROCESS, 0) + NICENESS
    if may_come_back():
        eventually(lambda: os.sched_getscheduler(child.pid) == os.SCHED_IDLE)
    child.terminate()
    _, err = child.communicate()
    assert (ONLY_NICE in err.decode()) == (not may_come_back())


def test_its_unit_lets_it_be_gentle_without_privileges() -> None:
    """As niceness: RLIMIT_NICE says how far down who is not root may go, and SCHED_IDLE counts as 20 (sched(7))."""
    unit = (ROOT / "deploy" / "systemd" / "shortener-collect.service").read_text()
    assert f"LimitNICE=+{NICENESS}\n" in unit


def test_another_time_zone_than_that_of_the_days_counted_is_refused(
    shell: Shell,
    process: Callable[..., subprocess.Popen[bytes]],
    journal: Journal,
    visit: bytes,
    environ: dict[str, str],
) -> None:
    journal.write([visit])
    child = process("collect")
    wait_for(shell, stored=1)
    child.terminate()
    child.communicate()
    environ["SHORTENER_TIMEZONE"] = "Asia/Kathmandu"
    _, err = process("collect").communicate(timeout=30)
    last = msgspec.json.decode(err.splitlines()[-1])
    assert last["level"] == "error"
    assert last["message"].startswith("Days are counted in UTC so far")


def test_the_audit_shows_what_waits(shell: Shell, journal: Journal, visit: bytes) -> None:
    journal.write([visit] * 1234)
    answer = shell("clicks", "audit")
    assert answer.status == 0
    counts = {line.rpartition("  ")[0].strip(): line.split()[-1] for line in answer.out.splitlines()[:-1]}
    assert (counts["received"], counts["waiting"], counts["stored"], counts["set aside"]) == (
        "1,234",
        "1,234",
        "0",
        "0",
    )
    assert answer.out.splitlines()[-1] == "It adds up."


def test_a_click_that_vanished_is_told_and_the_exit_status_says_so(
    shell: Shell,
    process: Callable[..., subprocess.Popen[bytes]],
    journal: Journal,
    visit: bytes,
    database: Database,
) -> None:
    journal.write([visit] * 3)
    child = process("collect")
    wait_for(shell, stored=3)
    child.terminate()
    child.communicate()
    with database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM clicks WHERE id = 1")
    answer = shell("clicks", "audit")
    assert answer.status == 1
    assert "3 visits were stored" in answer.err
    assert shell("clicks", "audit", "--json").json["adds_up"] is False
