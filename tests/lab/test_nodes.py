"""Several machines behind the proxy: their shares, one that is drained, one that dies; nobody fails, none is lost."""

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from deploy.lab.proxy import Node
from deploy.lab.world import SITE
from tests.lab.asking import Site, eventually
from tests.lab.crowd import followed

NAMES = ("vm1", "vm2", "vm3")
VISITORS = 8  # of the crowd: each may lose one answer at most


@pytest.fixture
def behind(three: Site) -> Iterator[Site]:
    """The proxy sends to all three alike; after the test to the first one again."""
    three.lab.use_proxy([Node(name, three.lab.endpoint(name)) for name in NAMES])
    yield three
    three.lab.use_proxy([Node("vm1", three.lab.endpoint("vm1"))])


def nodes_of(site: Site, slug: str, count: int) -> Counter[str]:
    """Clicks of a link by the machine that answered."""
    return Counter(row["node"] for row in site.clicks(slug, count))


def test_a_link_made_on_one_is_followed_on_all_and_counted_together(behind: Site) -> None:
    slug = behind.link()
    for name in NAMES:
        way = ("--resolve", f"{SITE}:443:[{behind.lab.v6(name)}]")
        assert behind.lab.visit("v6", f"https://{SITE}/{slug}", *way).status == 302
    assert nodes_of(behind, slug, 3) == dict.fromkeys(NAMES, 1)


def test_an_edit_is_seen_on_all_within_a_second(behind: Site) -> None:
    slug = behind.link()
    ways = [("--resolve", f"{SITE}:80:[{behind.lab.v6(name)}]") for name in NAMES]
    for way in ways:
        behind.lab.visit("v6", f"http://{SITE}/{slug}", *way)
    behind.command("link", "edit", slug, "--target", "https://example.net/new")
    time.sleep(1)
    found = {behind.lab.visit("v6", f"http://{SITE}/{slug}", *way).location for way in ways}
    assert found == {"https://example.net/new"}


def test_shares_of_eleven_to_one_hold(three: Site) -> None:
    three.lab.use_proxy([Node("vm1", three.lab.endpoint("vm1"), 11), Node("vm2", three.lab.endpoint("vm2"))])
    slug, visits = three.link(), 1200
    url = f"http://{SITE}/{slug}"
    done = three.lab["v4"].run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}\n", f"{url}?[1-{visits}]"])
    assert Counter(done.stdout.split()) == {"302": visits}
    share = nodes_of(three, slug, visits)["vm2"] / visits
    assert share == pytest.approx(1 / 12, abs=0.02 / 12)


def test_one_is_drained_and_one_dies_and_no_visitor_notices(behind: Site) -> None:
    """Over HTTP the proxy asks another node; a browser does so itself where HTTPS is cut before any answer.

    Each visit has its click at the node that answered it. The one that died may have clicks besides: it keeps them
    before it answers, and nobody heard its last answers.
    """
    slug = behind.link()
    second, third = behind.lab.vms[1:]
    with followed(behind, slug, who="v4") as crowd:
        assert second.shortener("drain", "on").returncode == 0
        time.sleep(3)
        third.cut_power()
        time.sleep(3)
        third.boot()
        assert second.shortener("drain", "off").returncode == 0
        time.sleep(3)
    del crowd.seen["again"]
    assert set(crowd.seen) == {"302"}, crowd.seen
    eventually(lambda: third.state() == "running")
    unanswered = crowd.unanswered(behind)
    assert {node for _visit, node in unanswered} <= {"vm3"}
    assert set(unanswered.values()) <= {1}
    assert unanswered.total() <= VISITORS
    assert set(crowd.answers.values()) == set(NAMES)
    behind.command("clicks", "audit")


def test_a_drained_node_gets_nobody_new_and_still_redirects(behind: Site) -> None:
    second, slug = behind.lab.vms[1], behind.link()
    assert second.shortener("drain", "on").returncode == 0
    try:
        time.sleep(3)  # two looks of the proxy
        for _ in range(9):
            assert behind.lab.visit("v4", f"http://{SITE}/{slug}").status == 302
        way = ("--resolve", f"{SITE}:80:[{behind.lab.v6('vm2')}]")
        assert behind.lab.visit("v6", f"http://{SITE}/{slug}", *way).status == 302
    finally:
        assert second.shortener("drain", "off").returncode == 0
    assert nodes_of(behind, slug, 10)["vm2"] == 1
