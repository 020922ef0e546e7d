"""A disk without room costs clicks, which are counted, and never a redirect."""

import asyncio
import json
from pathlib import Path

from tests.crowd import visit
from tests.disks import fill, needs_mount, tiny_disk
from tests.live import running


@needs_mount
def test_a_full_journal_disk_still_redirects_and_doctor_says_what_is_lost(tmp_path: Path) -> None:
    with tiny_disk(tmp_path / "var" / "journal", 600) as ballast, running(tmp_path, WORKERS="1") as site:
        assert site.run("link", "add", "https://example.org/", "a").returncode == 0
        fill(ballast)
        seen = asyncio.run(visit(site.port, ["a"], requests=500, connections=8))
        assert dict(seen.statuses) == {302: 500}
        audit = json.loads(site.run("clicks", "audit", "--json").stdout)
        assert audit["lost"] > 0
        doctor = site.run("doctor")
        assert doctor.returncode == 1
        assert str(audit["lost"]) in doctor.stdout.replace(",", "")
        ballast.unlink()
        again = asyncio.run(visit(site.port, ["a"], requests=100, connections=8))
        assert dict(again.statuses) == {302: 100}
        assert json.loads(site.run("clicks", "audit", "--json").stdout)["lost"] == audit["lost"]


@needs_mount
def test_a_service_that_starts_on_a_full_disk_redirects(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        assert site.run("link", "add", "https://example.org/", "a").returncode == 0
        assert site.stop() == 0
        journals = tmp_path / "var" / "journal"
        journals.rename(tmp_path / "var" / "emptied")
        with tiny_disk(journals, 64) as ballast:
            (journals / "collector.lock").touch()
            fill(ballast)
            site.start()
            assert site.get("/a")[:2] == (302, "https://example.org/")
            assert site.stop() == 0
