"""Web workers keep to processors of their own, whoever dies and comes; pages beside them use any."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener import affinity
from shortener.affinity import least_taken, shares
from tests.live import Site, children, eventually, is_web_server, running

HERE = sorted(os.sched_getaffinity(0))

cpus_of_a_machine = st.sets(st.integers(0, 1023), min_size=1, max_size=64)


@given(cpus_of_a_machine, st.integers(1, 64))
def test_every_worker_has_a_share_as_large_as_any_others(cpus: set[int], workers: int) -> None:
    found = shares(cpus, workers)
    sizes = [len(share) for share in found]
    assert len(found) == workers
    assert min(sizes) >= 1
    assert max(sizes) - min(sizes) <= 1
    takers = Counter(cpu for share in found for cpu in share)
    assert set(takers) <= cpus
    assert max(takers.values()) - min(takers[cpu] for cpu in cpus) <= 1


def test_neighbours_are_in_one_share_and_one_worker_has_all() -> None:
    assert shares({4, 5, 6, 7, 8}, 2) == [{4, 5}, {6, 7, 8}]
    assert shares({0, 1}, 1) == [{0, 1}]


def test_where_processors_are_unknown_no_worker_keeps_to_any() -> None:
    assert shares((), 2) == [frozenset(), frozenset()]
    affinity.keep_to(affinity.Cpus())
    assert sorted(os.sched_getaffinity(0)) == HERE


@given(cpus_of_a_machine, st.integers(1, 16), st.randoms(use_true_random=False))
def test_who_comes_after_deaths_takes_what_became_free(cpus: set[int], workers: int, chance: Random) -> None:
    of_all = shares(cpus, workers)
    taken: list[affinity.Cpus] = []
    for _ in range(workers):
        taken.append(least_taken(of_all, taken))
    assert Counter(taken) == Counter(of_all)
    for _ in range(5):
        chance.shuffle(taken)
        taken.pop()
        taken.append(least_taken(of_all, taken))
        assert Counter(taken) == Counter(of_all)


@given(st.integers(1, 64), st.integers(1, 16))
def test_new_workers_beside_old_ones_are_spread_as_these_are(cpus: int, workers: int) -> None:
    of_all = shares(range(cpus), workers)
    taken = list(of_all)
    for _ in range(workers):
        taken.append(least_taken(of_all, taken))
    found, wanted = Counter(taken[workers:]), Counter(of_all)
    assert max(found.values()) <= max(wanted.values())
    assert len(found) == len(wanted)


def test_processors_that_may_not_be_chosen_change_nothing() -> None:
    affinity.keep_to(affinity.Cpus([max(HERE) + 512]))
    assert sorted(os.sched_getaffinity(0)) == HERE


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("affinity"), WORKERS="2") as site:
        yield site


def kept_to(site: Site) -> list[affinity.Cpus]:
    """By the thread of each worker that answers redirects."""
    return [affinity.Cpus(os.sched_getaffinity(worker)) for worker in site.workers()]


def test_two_workers_share_no_processor_where_there_are_two_and_one_that_is_killed_is_replaced_there(
    site: Site,
) -> None:
    wanted = Counter(shares(HERE, 2))
    eventually(lambda: Counter(kept_to(site)) == wanted)
    for turn in range(3):
        replace_one(site, site.workers()[turn % 2])
        eventually(lambda: Counter(kept_to(site)) == wanted)


def replace_one(site: Site, worker: int) -> None:
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: len(site.workers()) == 2 and worker not in site.workers())


def test_after_a_reload_each_has_its_own_again(site: Site) -> None:
    assert site.process is not None
    before = site.workers()
    site.process.send_signal(signal.SIGHUP)
    eventually(lambda: len(site.workers()) == 2 and not set(before) & set(site.workers()))
    eventually(lambda: Counter(kept_to(site)) == Counter(shares(HERE, 2)))


def test_pages_use_any_processor(site: Site) -> None:
    for _ in range(20):
        assert site.get("/admin/sign-in")[0] == 200
    threads = [int(thread) for worker in site.workers() for thread in os.listdir(f"/proc/{worker}/task")]
    assert any(sorted(os.sched_getaffinity(thread)) == HERE for thread in threads)


def test_those_that_are_left_when_there_shall_be_fewer_share_anew_and_so_do_more(site: Site) -> None:
    """gunicorn's own signals to it; it ends the oldest."""
    assert site.process is not None
    (master,) = [pid for pid in children(site.process.pid) if is_web_server(pid)]
    for number, workers in ((signal.SIGTTOU, 1), (signal.SIGTTIN, 2), (signal.SIGTTIN, 3), (signal.SIGTTOU, 2)):
        os.kill(master, number)
        eventually(partial(are_spread, site, workers))


def are_spread(site: Site, workers: int) -> bool:
    return Counter(kept_to(site)) == Counter(shares(HERE, workers))
