"""A disk without room costs clicks, which are counted, and never a redirect."""

import asyncio
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.crowd import visit
from tests.live import running


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount the tiny disk that this fills")
def test_a_full_journal_disk_still_redirects_and_doctor_says_what_is_lost(tmp_path: Path) -> None:
    disk = tmp_path / "var" / "journal"
    disk.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "none", str(disk)], check=True)
    try:
        (disk / "ballast").write_bytes(b"")
        with running(tmp_path, WORKERS="1") as site:
            assert site.run("link", "add", "https://example.org/", "a").returncode == 0
            fill(disk / "ballast")
            seen = asyncio.run(visit(site.port, ["a"], requests=500, connections=8))
            assert dict(seen.statuses) == {302: 500}
            audit = json.loads(site.run("clicks", "audit", "--json").stdout)
            assert audit["lost"] > 0
            doctor = site.run("doctor")
            assert doctor.returncode == 1
            assert str(audit["lost"]) in doctor.stdout.replace(",", "")
            (disk / "ballast").unlink()
            again = asyncio.run(visit(site.port, ["a"], requests=100, connections=8))
            assert dict(again.statuses) == {302: 100}
            assert json.loads(site.run("clicks", "audit", "--json").stdout)["lost"] == audit["lost"]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(ballast: Path) -> None:
    """Takes all the room that is left on a disk."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return
