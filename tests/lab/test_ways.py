"""The network's own troubles: a narrow hop on the way, and a world that speaks only IPv4."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.lab.hosts import Host
from deploy.lab.world import SITE
from tests.lab.asking import Site, eventually

NARROW = "1280"  # the least that IPv6 allows (RFC 8200, section 5)
SILENT = """\
table inet silent {
    chain out {
        type filter hook output priority filter;
        icmpv6 type packet-too-big drop
    }
}
"""


@contextmanager
def narrow(site: Site, *hosts: str) -> Iterator[None]:
    """The router sends only small packets to these hosts, and says so to who sends larger ones."""
    lab, router = site.lab, site.lab["router"]
    routes = [one.split() for one in router.must(["ip", "-6", "route", "show"]).splitlines()]
    ours = [one for one in routes if one[0] in {f"{lab.v6(who).rpartition('::')[0]}::/64" for who in hosts}]
    for prefix, _dev, device, *_ in ours:
        router.configure("route", "add", prefix, "dev", device, "metric", "1", "mtu", NARROW)
    try:
        yield
    finally:
        for prefix, _dev, device, *_ in ours:
            router.configure("route", "delete", prefix, "dev", device, "metric", "1")


@contextmanager
def silent(router: Host) -> Iterator[None]:
    """It drops what doesn't fit, and says nothing."""
    router.must(["nft", "-f", "-"], SILENT)
    try:
        yield
    finally:
        router.must(["nft", "delete", "table", "inet", "silent"])


def sizes(site: Site, who: str, patience: int) -> list[int]:
    """The sign-in page and its style sheet, in bytes, as they come to a visitor in so many seconds each."""
    asked = ["curl", "-s", "--max-time", str(patience), "--cacert", str(site.lab.trust)]
    page = site.lab[who].must([*asked, f"https://{SITE}/admin/sign-in"])
    style = next(word for word in page.split('"') if word.startswith("/static/") and ".css" in word)
    return [len(page), len(site.lab[who].must([*asked, f"https://{SITE}{style}"]))]


def test_large_requests_and_answers_come_through_a_narrow_hop(site: Site) -> None:
    """Cookies and TLS records of full length: what a swallowed "packet too big" would leave hanging."""
    lab, slug = site.lab, site.link()
    cookies = [word for number in range(3) for word in ("-H", f"Cookie: c{number}={'x' * 4000}")]
    with narrow(site, "v6", "vm1"):
        assert lab.visit("v6", f"https://{SITE}/{slug}", *cookies, "--max-time", "5").status == 302
        assert max(sizes(site, "v6", 5)) > 2 * int(NARROW)
    for who, to in (("v6", "vm1"), ("vm1", "v6")):
        assert f"mtu {NARROW}" in lab[who].must(["ip", "-6", "route", "get", lab.v6(to)])


def test_large_answers_come_through_a_hop_that_swallows_them_and_says_nothing(site: Site) -> None:
    """The machine tries smaller packets by itself when none of the large ones is heard of."""
    with narrow(site, "dual"), silent(site.lab["router"]):
        assert max(sizes(site, "dual", 30)) > 2 * int(NARROW)
    assert f"mtu {NARROW}" not in site.vm.must(["ip", "-6", "route", "get", site.lab.v6("dual")])


def test_the_ipv4_world_is_reached_through_nat64(site: Site) -> None:
    """By a name that DNS64 translates; the machine itself has nothing but IPv6."""
    assert "The IPv4 world" in site.vm.must(["curl", "-s", "--max-time", "5", "http://web.lab.test/"])
    assert site.vm.must(["getent", "ahosts", "web.lab.test"]).startswith("64:ff9b::")


def test_titles_come_through_nat64_and_never_from_inside(site: Site) -> None:
    """By a name, by an address written for the translator, and not where one leads back to the machine itself."""
    outer = "[64:ff9b::c0af:3002]"  # 192.175.48.2
    wanted = {"http://web.lab.test/": "The IPv4 world", f"http://{outer}/": "The IPv4 world"}
    for target in ("http://web.lab.test/inside", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/"):
        wanted[target] = ""
    for number, target in enumerate(wanted):
        site.command("link", "add", target, f"title{number}")

    def titles() -> list[str]:
        shown = (json.loads(site.command("link", "show", f"title{number}", "--json")) for number in range(len(wanted)))
        return [link["title"] for link in shown]

    def said() -> str:
        """Where several machines share a database, any of them may have had the job."""
        read = ["journalctl", "-o", "cat", "-u", "shortener-collect"]
        return "".join(vm.run(read).stdout for vm in site.lab.vms)

    eventually(lambda: said().count("gets no title") >= 3)
    eventually(lambda: titles() == list(wanted.values()))
    assert "64:ff9b::7f00:1 stands for 127.0.0.1 is not a public address" in said()
