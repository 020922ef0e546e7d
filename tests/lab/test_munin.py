"""munin's master asks the machine's node over IPv6, and nobody else may."""

import sys
from pathlib import Path

import pytest

from deploy.lab.world import SITE
from tests.lab.asking import Site, eventually

HERE = Path(__file__).resolve().parent


def asked(site: Site, who: str, *commands: str) -> str:
    """What the node says to munin's protocol."""
    words = [sys.executable, str(HERE / "line.py"), site.lab.v6("vm1"), "4949"]
    return site.lab[who].run(words, input="".join(f"{line}\n" for line in (*commands, "quit"))).stdout


def test_its_master_gets_every_graph(site: Site) -> None:
    if site.vm.run(["test", "-x", "/usr/sbin/munin-node"]).returncode != 0:
        pytest.skip("munin-node is not installed")
    slug = site.link()
    for who in ("v4", "v6"):
        assert site.lab.visit(who, f"https://{SITE}/{slug}").status == 302
    site.clicks(slug, 2)
    eventually(lambda: asked(site, "provider", "list").startswith("# munin node at"))
    said = asked(site, "provider", "cap multigraph", "config shortener", "fetch shortener")
    assert "multigraph shortener_ways" in said
    found = dict(line.split(" ", 1) for line in said.splitlines() if ".value " in line)
    assert int(found["go.value"]) >= 2
    assert float(found["direct6.value"]) >= 1
    assert float(found["proxied4.value"]) >= 1
    assert float(found["days.value"]) > 80


def test_it_hears_how_long_clicks_took_since_its_last_visit(site: Site) -> None:
    if site.vm.run(["test", "-x", "/usr/sbin/munin-node"]).returncode != 0:
        pytest.skip("munin-node is not installed")
    slug = site.link()

    def median() -> str:
        said = asked(site, "provider", "cap multigraph", "fetch shortener").splitlines()
        return next(line.removeprefix("p50.value ") for line in said if line.startswith("p50.value "))

    median()
    assert site.lab.visit("v6", f"https://{SITE}/{slug}").status == 302
    assert 0 < float(median()) <= 1000
    assert median() == "U"


def test_nobody_else_is_answered(site: Site) -> None:
    assert asked(site, "v6", "list") == ""
