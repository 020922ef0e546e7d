"""What /metrics says of all workers stays true while they die and are replaced."""

import os
import signal
from collections.abc import Iterator
from functools import partial

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.live import Site, eventually, running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all: each test counts from where it finds it."""
    with running(tmp_path_factory.mktemp("counting"), WORKERS="2") as site:
        assert site.run("link", "add", "https://example.org/", "a").returncode == 0
        yield site


def samples(site: Site) -> dict[str, float]:
    text = site.get("/metrics")[2].decode()
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def follow(site: Site, times: int) -> None:
    """Each on a connection of its own, so that both workers get some."""
    assert [site.get("/a")[0] for _ in range(times)] == [302] * times


def counts(site: Site) -> tuple[float, float]:
    """Redirects, and commits of clicks."""
    found = samples(site)
    return found["shortener_redirects_total go"], found["shortener_journal_commit_seconds_count"]


def counted_workers(site: Site) -> set[int]:
    return {int(name.split()[1]) for name in samples(site) if name.startswith("shortener_worker_resident_bytes ")}


def files(site: Site) -> int:
    return len(list((site.folder / "var" / "metrics").glob("*/counter_*.db")))


def is_replaced(site: Site, victim: int) -> bool:
    return victim not in site.workers() and len(site.workers()) == 2


def has_counted(site: Site, wanted: tuple[float, float]) -> bool:
    return counts(site) == wanted


def test_counts_go_on_over_dead_workers_and_reloads_and_their_files_do_not_pile_up(site: Site) -> None:
    go, commits = counts(site)
    follow(site, 40)
    eventually(lambda: counts(site) == (go + 40, commits + 40))
    assert counted_workers(site) == set(site.workers())
    for number in range(1, 4):
        victim, then = site.workers()[0], 40 + 10 * number
        os.kill(victim, signal.SIGKILL)
        eventually(partial(is_replaced, site, victim))
        eventually(lambda: counted_workers(site) == set(site.workers()))
        follow(site, 10)
        eventually(partial(has_counted, site, (go + then, commits + then)))
    assert files(site) == 2
    old = site.workers()
    assert site.process is not None
    site.process.send_signal(signal.SIGHUP)
    eventually(lambda: len(site.workers()) == 2 and not set(old) & set(site.workers()))
    eventually(lambda: counted_workers(site) == set(site.workers()))
    follow(site, 10)
    eventually(lambda: counts(site) == (go + 80, commits + 80))
    assert files(site) <= 4


def test_a_new_start_counts_from_nothing_and_clears_away_what_was(site: Site) -> None:
    """And where links were found: workers born after the link was made hear of no change to it, or they'd ask again."""
    before = counts(site)[0]
    follow(site, 5)
    eventually(lambda: counts(site)[0] == before + 5)
    assert site.stop() == 0
    site.start()
    assert counts(site)[0] == 0
    assert len([path for path in (site.folder / "var" / "metrics").iterdir() if path.is_dir()]) == 1
    follow(site, 20)
    assert site.get("/nothing")[0] == 404
    eventually(lambda: sum(levels(site).values()) == 21)
    found = levels(site)
    assert 2 <= found["database"] <= 3
    assert found["redis"] == 0


def levels(site: Site) -> dict[str, float]:
    """Look-ups by the level that answered them."""
    found = samples(site)
    return {level: found[f"shortener_lookups_total {level}"] for level in ("memory", "redis", "database")}
