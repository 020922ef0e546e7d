"""Who claims to be somebody else is refused or not believed."""

import json
import sys
from pathlib import Path

import pytest

from deploy.lab.world import PRINTED, SITE
from tests.lab.asking import Site
from tests.lab.test_visitors import network_of

FORGED = "192.0.2.66"
HERE = Path(__file__).resolve().parent
PROXY_LINES = {
    "unknown": b"PROXY UNKNOWN\r\n",
    "v2 local": b"\r\n\r\n\x00\r\nQUIT\n\x20\x00\x00\x00",
    "mapped": b"PROXY TCP6 ::ffff:198.51.100.7 2001:db8::1 1234 443\r\n",
    "stranger": b"PROXY TCP4 198.51.100.7 203.0.113.1 1234 443\r\n",
}


def speak(site: Site, who: str, address: str, line: bytes, slug: str) -> str:
    """TLS after these bytes; the answer's status line, or the name of what went wrong."""
    words = [sys.executable, str(HERE / "speak.py"), address, SITE, str(site.lab.trust), line.hex(), f"/{slug}"]
    said: str = json.loads(site.lab[who].must(words))
    return said


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Client-IP", "X-Client-IP"])
def test_a_forwarded_header_of_a_visitor_is_not_believed(site: Site, name: str) -> None:
    """Neither directly nor through the proxy, over HTTP and HTTPS."""
    slug = site.link()
    value = f"for={FORGED}" if name == "Forwarded" else FORGED
    for who, host in (("v6", SITE), ("v4", SITE), ("v6", PRINTED)):
        for scheme in ("http", "https"):
            assert site.lab.visit(who, f"{scheme}://{host}/{slug}", "-H", f"{name}: {value}").status == 302
    found = {(row["ip_prefix"], row["via"]) for row in site.clicks(slug, 6)}
    v4, v6 = network_of(site, "v4", "4"), network_of(site, "v6", "6")
    assert found == {(v6, "direct"), (v4, "proxied"), (v6, "proxied")}


def test_a_proxy_header_is_refused_where_visitors_come_in(site: Site) -> None:
    slug = site.link()
    assert speak(site, "v6", site.lab.v6("vm1"), PROXY_LINES["stranger"], slug) == "SSLError"
    assert speak(site, "v6", site.lab.v6("vm1"), b"", slug) == "HTTP/1.1 302 Found"
    assert site.clicks(slug, 1)[0]["via"] == "direct"


def test_only_the_proxy_reaches_the_address_where_its_headers_are_believed(site: Site) -> None:
    slug, endpoint = site.link(), site.lab.endpoint("vm1")
    for line in (b"", PROXY_LINES["stranger"]):
        assert speak(site, "v6", endpoint, line, slug) == "TimeoutError"
    for port in (22, 80, 443):
        assert site.lab.visit("v6", f"http://[{endpoint}]:{port}/{slug}", "--max-time", "1").status == 0
    assert speak(site, "proxy", endpoint, PROXY_LINES["stranger"], slug) == "HTTP/1.1 302 Found"
    [row] = site.clicks(slug, 1)
    assert (row["ip_prefix"], row["via"]) == ("198.51.100.0/24", "proxied")


def test_an_address_inside_ipv6_is_the_ipv4_that_it_stands_for(site: Site) -> None:
    slug = site.link()
    assert speak(site, "proxy", site.lab.endpoint("vm1"), PROXY_LINES["mapped"], slug) == "HTTP/1.1 302 Found"
    [row] = site.clicks(slug, 1)
    assert (row["ip_family"], row["ip_prefix"]) == ("4", "198.51.100.0/24")


@pytest.mark.parametrize("line", ["unknown", "v2 local"])
def test_whom_the_proxy_does_not_name_is_unknown_not_the_proxy(site: Site, line: str) -> None:
    slug = site.link()
    assert speak(site, "proxy", site.lab.endpoint("vm1"), PROXY_LINES[line], slug) == "HTTP/1.1 302 Found"
    [row] = site.clicks(slug, 1)
    assert (row["ip_family"], row["ip_prefix"], row["via"]) == ("", "", "unknown")


def test_without_its_header_the_proxy_is_unknown_or_refused(site: Site) -> None:
    slug, endpoint = site.link(), site.lab.endpoint("vm1")
    assert speak(site, "proxy", endpoint, b"", slug) in {"SSLEOFError", "ConnectionResetError"}
    plain = site.lab.visit("proxy", f"http://[{endpoint}]/{slug}", "-H", f"Host: {SITE}")
    assert plain.status == 302
    [row] = site.clicks(slug, 1)
    assert (row["ip_prefix"], row["via"]) == ("", "unknown")


@pytest.mark.parametrize(("who", "name"), [("v4", SITE), ("v6", SITE), ("v6", PRINTED)])
def test_a_strangers_host_gets_no_answer(site: Site, who: str, name: str) -> None:
    slug = site.link()
    visit = site.lab.visit(who, f"http://{name}/{slug}", "-H", "Host: evil.example")
    assert visit.status in {0, 502}
    assert visit.location == ""
    assert site.lab.visit(who, f"https://{name}/{slug}", "--http1.1", "-H", "Host: evil.example").status == 421
    address = site.lab.v4("proxy") if who == "v4" else site.lab.v6("vm1" if name == SITE else "proxy")
    wrapped = f"[{address}]" if ":" in address else address
    stranger = site.lab.visit(who, f"https://evil.example/{slug}", "--resolve", f"evil.example:443:{wrapped}")
    assert stranger.status == 0
