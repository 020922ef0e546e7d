"""`make lab` and its sisters, as people give them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.lab.hosts import namespaces
from deploy.lab.vm import control_groups
from deploy.lab.world import KEY, SECRET
from tests.lab.conftest import lacks

ROOT = Path(__file__).resolve().parent.parent.parent
LAB = [sys.executable, "-m", "deploy.lab"]
RECORDS = "https://api.lab.test/dns/v2/zones/example.org/records/lag/TXT"
# A change by the API, and whether its name servers show it already.
ASK = f"curl -s -k -u {KEY}:{SECRET}"
CHANGE = f"{ASK} -o /dev/null -d data=new {RECORDS}; {ASK} -o /dev/null -w '%{{http_code}}' '{RECORDS}?verify'"


def told(*words: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LAB, *words], check=False, capture_output=True, text=True, input=said, cwd=ROOT, timeout=500
    )


@pytest.fixture
def down() -> Iterator[None]:
    """Whatever happens, nothing of it stays."""
    if missing := lacks():
        pytest.skip(missing)
    if any(name.startswith("lab-") for name in namespaces("list")):
        pytest.skip("somebody's laboratory is up")
    yield
    told("down")


@pytest.mark.long
@pytest.mark.usefixtures("down")
def test_it_comes_up_shows_its_map_opens_shells_and_goes_away() -> None:
    up = told("up")
    assert up.returncode == 0, up.stderr
    assert told("up").stderr == "The laboratory is up already: make lab-down ends it.\n"
    shown = told("map").stdout
    assert up.stdout.endswith(shown)
    way = next(line.partition(": ")[2] for line in shown.splitlines() if line.startswith("Follow a link"))
    for host in ("v4", "v6", "dual"):
        assert "location: https://www.example.net/" in told("shell", host, said=way).stdout, host
    assert told("shell", "vm1", said="hostname; ip -4 -o address show").stdout.split()[0] == "vm1"
    assert told("shell", "provider", said=CHANGE).stdout.endswith("409"), "the name servers follow at once"
    assert "There is no host vm7; there are:" in told("shell", "vm7").stderr
    gone = told("down")
    assert (gone.returncode, gone.stdout) == (0, "The laboratory is gone.\n")
    assert [name for name in namespaces("list") if name.startswith("lab-")] == []
    assert not list(control_groups().glob("lab-*"))
    assert told("map").stderr == "The laboratory isn't up: make lab.\n"
