"""What is logged is one line a message, for people or for programs, and never who visited."""

import json
import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shortener import logs
from shortener.settings import Settings
from tests.live import running
from tests.nest import shortener

TIME = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


Capture = pytest.CaptureFixture[str]


def configured(log_format: str = "auto", log_level: str = "info", *, service: bool = True) -> logging.Logger:
    logs.configure(Settings(log_format=log_format, log_level=log_level, node="nöde"), service=service)
    return logging.getLogger("shortener.tests")


def test_a_program_reads_one_object_a_line(capsys: Capture) -> None:
    log = configured()
    log.info("%s of %s\nare %r", 1, "two", "\udcff")
    log.error("It failed.", exc_info=ValueError("ouch\nouch"))
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert TIME.fullmatch(first.pop("time"))
    assert first == {
        "level": "info",
        "logger": "shortener.tests",
        "node": "nöde",
        "pid": os.getpid(),
        "message": "1 of two\nare '\\udcff'",
    }
    assert (second["level"], second["message"]) == ("error", "It failed.")
    assert second["error"] == "ValueError: ouch\nouch"


def test_a_person_reads_text_in_which_no_message_can_pretend_to_be_two(capsys: Capture) -> None:
    configured("text").warning("GET /%s failed", "a\n2026-01-01 CRITICAL all is lost\x1b[2J")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(r"WARNING shortener.tests: GET /a\n2026-01-01 CRITICAL all is lost\x1b[2J failed")


@pytest.mark.parametrize(
    ("case", "as_json"),
    [
        ("auto service", True),
        ("auto service terminal", False),
        ("auto command", False),
        ("json command terminal", True),
        ("text service", False),
    ],
)
def test_services_speak_json_where_nobody_looks_and_commands_when_told_to(
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    as_json: bool,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: "terminal" in case)
    configured(case.split(maxsplit=1)[0], service="service" in case).info("Hello.")
    assert capsys.readouterr().err.startswith("{") == as_json
    assert logs.speaks_json() == as_json


@pytest.mark.parametrize(("level", "heard"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_the_level_is_the_least_that_is_logged(capsys: Capture, level: str, heard: int) -> None:
    log = configured(log_level=level)
    for number in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        log.log(number, "Hello.")
    assert len(capsys.readouterr().err.splitlines()) == heard


def test_libraries_are_heard_from_warnings_on(capsys: Capture) -> None:
    configured()
    for name in logs.TALKATIVE:
        logging.getLogger(name).info("A step.")
        logging.getLogger(name).warning("A warning.")
    assert [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == ["A warning."] * len(
        logs.TALKATIVE
    )


def test_configured_twice_says_it_once(capsys: Capture) -> None:
    configured()
    configured().warning("Hello.")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_service_logs_objects_only_and_nothing_of_its_visitors(tmp_path: Path) -> None:
    with running(tmp_path, WORKERS="1") as site:
        assert site.run("link", "add", "https://example.org/", "printed-slug").returncode == 0
        for path in ("/printed-slug", "/unknown-slug", "/admin/"):
            site.get(path, address="127.0.0.1")
        visit_badly(site.port)
        assert site.process is not None
        assert site.stop() == 0
        lines = site.log().splitlines()
    assert lines[0].startswith("Sign in as admin")  # what `make run` shows goes to standard output
    assert lines[1].startswith("Serving ")
    messages = [record["message"] for record in map(read, lines[2:])]
    assert "Stored 1 click and 1 miss; 0 set aside." in messages
    for secret in ("127.0.0.1", "slug", "Correct-horse"):
        assert not [message for message in messages if secret in message]


def test_a_start_that_fails_is_one_object_too(tmp_path: Path) -> None:
    environment = os.environ | {"SHORTENER_DATA_DIR": str(tmp_path), "SHORTENER_DATABASE_URL": "sqlite:////proc/no"}
    with shortener(["collect"], environment, stderr=subprocess.PIPE, text=True) as child:
        _, said = child.communicate(timeout=60)
    assert child.returncode == 1
    (line,) = said.splitlines()
    assert (read(line)["level"], "can't be used" in read(line)["message"]) == ("error", True)


def read(line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line)
    assert found.keys() >= {"time", "level", "logger", "node", "pid", "message"}
    return found


def visit_badly(port: int) -> None:
    """What is no HTTP at all."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as visitor:
        visitor.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        assert b" 400 " in visitor.recv(4096)
