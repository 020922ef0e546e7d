"""deploy/Containerfile: what it names is there, and its look at its own health tells the truth."""

import functools
import json
import re
import subprocess
import sys
from pathlib import Path

from shortener.inforce import describe
from tests.live import running

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "deploy" / "Containerfile").read_text().replace("\\\n", " ")
IN_IMAGE, PORT = "/opt/shortener", "8000"


def said(instruction: str) -> list[str]:
    """What stands behind each line that begins so."""
    return re.findall(rf"^{instruction} +(.*)$", TEXT, re.MULTILINE)


def test_what_it_sets_are_settings_and_what_it_runs_is_there() -> None:
    known = {one["name"] for one in describe()}
    assert {pair.partition("=")[0] for line in said("ENV") for pair in line.split()} <= known
    named = re.findall(r"[\w/-]+\.(?:py|lock)\b", " ".join(said("RUN")))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []
    assert (json.loads(said("ENTRYPOINT")[0]), json.loads(said("CMD")[0])) == (
        [f"{IN_IMAGE}/.venv/bin/shortener"], ["serve"],
    )  # fmt: skip


def test_nothing_of_a_checkouts_own_gets_into_it() -> None:
    ignored = set((ROOT / ".dockerignore").read_text().splitlines())
    assert {".git", ".venv", "var"} <= ignored
    assert not ignored & {"shortener", "migrations", "deploy", "wsgi.py", "pyproject.toml", "requirements-server.lock"}


def test_it_is_well_while_the_service_is_ready(tmp_path: Path) -> None:
    [check] = [json.loads(line.removeprefix("CMD ")) for line in said("HEALTHCHECK")]
    with running(tmp_path) as site:
        own = {f"{IN_IMAGE}/.venv/bin/python": sys.executable, PORT: str(site.port)}
        command = [functools.reduce(lambda text, pair: text.replace(*pair), own.items(), word) for word in check]
        for state, status in (("off", 0), ("on", 1)):
            site.run("drain", state)
            done = subprocess.run(command, check=False, capture_output=True, timeout=30)
            assert done.returncode == status, done.stderr
