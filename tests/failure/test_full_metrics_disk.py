"""A disk without room for metrics costs metrics, never a worker or a redirect."""

import asyncio
from pathlib import Path

from tests.crowd import visit
from tests.disks import fill, needs_mount, tiny_disk
from tests.live import Site, eventually, running


def redirects(site: Site) -> float:
    """How many the service says to have answered."""
    text = site.get("/metrics")[2].decode()
    (value,) = (
        line.split()[-1] for line in text.splitlines() if line.startswith('shortener_redirects_total{outcome="go"')
    )
    return float(value)


def visited(site: Site, times: int) -> dict[int, int]:
    return dict(asyncio.run(visit(site.port, ["a"], requests=times, connections=8)).statuses)


@needs_mount
def test_a_disk_that_gets_full_stops_neither_workers_nor_their_counting(tmp_path: Path) -> None:
    with tiny_disk(tmp_path / "var" / "metrics", 600) as ballast, running(tmp_path, WORKERS="2") as site:
        assert site.run("link", "add", "https://example.org/", "a").returncode == 0
        workers = site.workers()
        fill(ballast)
        assert visited(site, 300) == {302: 300}
        eventually(lambda: redirects(site) == 300)
        assert site.workers() == workers
        assert site.stop() == 0


@needs_mount
def test_a_service_that_starts_without_room_for_metrics_redirects(tmp_path: Path) -> None:
    with tiny_disk(tmp_path / "var" / "metrics", 64) as ballast:
        fill(ballast)
        with running(tmp_path, WORKERS="2") as site:
            assert site.run("link", "add", "https://example.org/", "a").returncode == 0
            workers = site.workers()
            assert visited(site, 50) == {302: 50}
            assert 0 <= redirects(site) <= 50  # those of the worker that is asked
            assert site.workers() == workers
            assert "Each worker keeps its metrics for itself" in site.log()
            assert site.stop() == 0
