"""The bench itself, on a few links for a second each, so that it can't rot unseen."""

from pathlib import Path

import pytest

from bench.half import FSYNC, Half, Pace
from bench.paced import paced
from bench.rows import UNKNOWN, Load, Service
from bench.run import Bench
from bench.service import Services
from bench.visitors import Crowds

LINKS = 200
ONE_WORKER = Service("app", "full", workers=1, links=LINKS)


def small(services: Services, folder: Path, said: list[str]) -> Bench:
    return Bench(services, Crowds(folder), rounds=1, seconds=1, say=said.append)


def test_every_redirect_of_the_application_is_a_click(services: Services, folder: Path, said: list[str]) -> None:
    service = Service("app", "full", redis=True, workers=1, links=LINKS)
    rows, clicks = small(services, folder, said).measure(service, (Load(4), Load(2, UNKNOWN)))
    assert clicks[0].answered > 0
    assert clicks[0].lost == 0
    for row in rows:
        assert row.rate > 0
        assert row.ratio > 0
        assert set(row.cpu) == {"web", "redis", "collector"}
        assert len(row.memory) == 1
        assert row.nice is not None
    assert "nginx" in said[-1]


@pytest.mark.long
def test_https_opens_a_connection_for_each_request(services: Services, folder: Path, said: list[str]) -> None:
    service = Service("app", "normal", workers=1, links=LINKS, tls=True)
    ((row,), (clicks,)) = small(services, folder, said).measure(service, (Load(2, collector=False),))
    assert set(row.cpu) == {"web", "front"}
    assert row.nice is None
    assert clicks.waiting == clicks.received > 0


@pytest.mark.long
def test_others_are_measured_in_the_same_way(services: Services, folder: Path, said: list[str]) -> None:
    bench = small(services, folder, said)
    flask, _ = bench.measure(Service("flask", "full", workers=1, links=LINKS), (Load(2, collector=False),))
    htaccess, clicks = bench.measure(Service("htaccess", links=LINKS), (Load(2, collector=False),))
    nginx, _ = bench.measure(Service("nginx", links=LINKS), (Load(2, collector=False),))
    assert all(rows[0].rate > 0 for rows in (flask, htaccess, nginx))
    assert clicks == []


def half(services: Services, folder: Path, past_clicks: int) -> Half:
    visitors = paced(folder, LINKS), Crowds(folder)
    return Half(
        folder, services, *visitors, share=0.01, rounds=1, seconds=1, say=lambda _: None, past_clicks=past_clicks
    )


@pytest.mark.long
def test_times_at_a_fixed_rate_are_compared_with_nginx(services: Services, folder: Path) -> None:
    paces = half(services, folder, 0).measure(ONE_WORKER, exporting=[False])
    assert names(paces) == [("nginx", False), ("app full", False), (FSYNC, False)]
    assert paces[0].rate == paces[1].rate > 0


@pytest.mark.long
def test_an_export_goes_on_beside_what_is_measured(services: Services, folder: Path) -> None:
    paces = half(services, folder, 500_000).measure(ONE_WORKER, exporting=[True])
    assert names(paces) == [("nginx", True), ("app full", True), (FSYNC, True)]


def names(paces: list[Pace]) -> list[tuple[str, bool]]:
    assert all(0 < pace.p50 <= pace.p99 <= pace.p999 for pace in paces)
    return [(pace.name, pace.exporting) for pace in paces]
