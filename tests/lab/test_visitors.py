"""Visitors of all kinds follow a printed link, and the click's row knows each of them rightly."""

import ipaddress

import pytest

from deploy.lab.proxy import Node
from deploy.lab.world import PRINTED, SITE, Visit
from tests.lab.asking import Site


def network_of(site: Site, who: str, family: str) -> str:
    """What a click's row shows of a host: its IPv4 /24 or IPv6 /48."""
    address, length = (site.lab.v4(who), 24) if family == "4" else (site.lab.v6(who), 48)
    return str(ipaddress.ip_network((address, length), strict=False))


# Who, by which name, and how the click must look: over IPv4 there is only the proxy's way.
WAYS = [
    ("v4", SITE, "4", "proxied"),
    ("v6", SITE, "6", "direct"),
    ("dual", SITE, "6", "direct"),
    ("v4", PRINTED, "4", "proxied"),
    ("v6", PRINTED, "6", "proxied"),
]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_visitor_is_redirected_and_known(site: Site, scheme: str, way: tuple[str, str, str, str]) -> None:
    who, name, family, via = way
    slug = site.link()
    visit = site.lab.visit(who, f"{scheme}://{name}/{slug}")
    assert (visit.status, visit.location, visit.error) == (302, f"https://example.net/{slug}", "")
    [row] = site.clicks(slug, 1)
    assert (row["ip_family"], row["ip_prefix"], row["via"]) == (family, network_of(site, who, family), via)


@pytest.mark.parametrize("version", [1, 2])
def test_both_forms_of_the_proxy_header_are_understood(site: Site, version: int) -> None:
    site.lab.use_proxy([Node("vm1", site.lab.endpoint("vm1"))], version)
    slug = site.link()
    assert site.lab.visit("v4", f"https://{SITE}/{slug}").status == 302
    [row] = site.clicks(slug, 1)
    assert (row["ip_prefix"], row["via"]) == (network_of(site, "v4", "4"), "proxied")


def test_a_dual_stack_visitor_gets_through_when_either_way_is_closed(site: Site) -> None:
    slug = site.link()
    visits = [site.lab.visit("dual", f"https://{SITE}/{slug}", family) for family in ("-4", "-6")]
    assert [visit.status for visit in visits] == [302, 302]
    assert [visit.server for visit in visits] == [site.lab.v4("proxy"), site.lab.v6("vm1")]
    assert {row["ip_family"] for row in site.clicks(slug, 2)} == {"4", "6"}


def test_pages_for_people_are_over_https_only(site: Site) -> None:
    plain = site.lab.visit("v4", f"http://{SITE}/admin/")
    assert (plain.status, plain.location) == (308, f"https://{SITE}/admin/")
    assert site.lab.visit("v4", f"https://{SITE}/admin/sign-in").status == 200
    assert site.lab.visit("v6", f"http://{SITE}/yourls-api.php?action=stats").status == 308
    assert site.lab.visit("v6", f"https://{SITE}/yourls-api.php?action=stats").status == 403


def test_http_2_is_spoken_with_visitors_and_old_tls_is_not(site: Site) -> None:
    url = f"https://{SITE}/healthz"
    shown = site.lab["v6"].run(["curl", "-sI", "--cacert", str(site.lab.trust), url]).stdout
    assert shown.startswith("HTTP/2 200")
    assert "strict-transport-security: max-age=31536000" in shown
    assert "server: nginx\r" in shown.lower().replace("\n", "\r")
    old: Visit = site.lab.visit("v6", url, "--tls-max", "1.1", "--ciphers", "DEFAULT:@SECLEVEL=0")
    assert old.status == 0
