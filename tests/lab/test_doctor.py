"""`shortener doctor` on a machine that lacks nothing, on one with IPv4 left in it, and from the outside."""

import json
import sys
from typing import Any

from deploy.lab.vm import COMMAND, CONFIG
from deploy.lab.world import OUTSIDE_V4, PRINTED, SITE
from tests.lab.asking import Site, eventually
from tests.lab.test_ways import narrow, silent

HERE = ["doctor", "--network", "--ipv4-only", "web.lab.test:80", "--json"]


def problems(said: str) -> dict[str, dict[str, Any]]:
    """What is wrong, but for the clock: no time server reaches into the laboratory."""
    found = {one["what"]: one for one in json.loads(said) if not one["ok"]}
    found.pop("clock", None)
    return found


def outside(site: Site, who: str) -> list[dict[str, Any]]:
    words = [sys.executable, "-m", "shortener", "doctor", "--json", "--from-outside", f"https://{SITE}/"]
    done = site.lab[who].run(words, environment={"SSL_CERT_FILE": str(site.lab.trust)})
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert done.returncode == (0 if all(one["ok"] for one in found) else 1)
    return found


def test_a_machine_as_set_up_leaves_it_lacks_nothing(site: Site) -> None:
    said = site.vm.shortener(*HERE).stdout
    assert problems(said) == {}
    found = {one["what"]: one["found"] for one in json.loads(said)}
    assert site.lab.v6("vm1") in found["IPv6"]
    assert found["DNS64"] == "64:ff9b::/96"
    assert (found[f"{SITE} AAAA"], found[f"{SITE} A"]) == (site.lab.v6("vm1"), site.lab.v4("proxy"))
    assert found[f"{PRINTED} AAAA"] == site.lab.v6("proxy")
    assert found["hook"].startswith("not looked at")
    assert found["MTU"] == "1500 bytes"
    ways = {what: said for what, said in found.items() if what.startswith("packets to")}
    assert set(ways.values()) == {"1500 bytes come through"}
    assert set(ways) == {to_proxy(site), "packets to web.lab.test [64:ff9b::c0af:3002]"}


def to_proxy(site: Site) -> str:
    return f"packets to the proxy [{site.lab.v6('proxy')}]"


def test_a_hop_that_swallows_large_packets_is_found_and_one_that_says_so_is_none(site: Site) -> None:
    try:
        with narrow(site, "proxy"):
            with silent(site.lab["router"]):
                [bad] = problems(site.vm.shortener(*HERE).stdout).values()
            said = site.vm.shortener(*HERE).stdout
    finally:
        site.vm.must(["ip", "-6", "route", "flush", "cache"])
    assert (bad["what"], bad["found"]) == (
        to_proxy(site), "small ones come through, and those of 1500 bytes don't"
    )  # fmt: skip
    assert "packet too big" in bad["mend"]
    assert problems(said) == {}
    assert {one["found"] for one in json.loads(said) if one["what"] == to_proxy(site)} == {"1280 bytes come through"}


def test_the_health_service_sees_all_that_a_person_sees(site: Site) -> None:
    """It may do next to nothing, and that must not keep it from looking: what the laboratory lacks is all it finds."""
    site.vm.run(["systemctl", "start", "shortener-health"])
    site.vm.must(["systemctl", "reset-failed", "shortener-health"])
    run = site.vm.must(["systemctl", "show", "--value", "--property", "InvocationID", "shortener-health"]).strip()
    lines = site.vm.must(["journalctl", "-o", "cat", f"_SYSTEMD_INVOCATION_ID={run}"]).splitlines()
    bad = {line.split()[1]: line for line in lines if line.startswith("PROBLEM")}
    assert set(bad) == {"clock", "NAT64"}, lines  # github.com isn't in the laboratory's DNS
    assert "runs on its own" in bad["clock"]
    assert any(line.startswith("ok") and to_proxy(site) in line and "come through" in line for line in lines), lines


def test_the_hooks_key_is_tried_by_whoever_may_read_it(site: Site) -> None:
    command = ["/opt/shortener/current/.venv/bin/shortener", "doctor", "--network", "--json"]
    said = site.vm.run(["env", "SHORTENER_CONFIG=/etc/shortener/shortener.env", *command]).stdout
    found = {one["what"]: one for one in json.loads(said)}
    assert found["hook zone"]["ok"]
    api = f"packets to api.lab.test [{site.lab.v6('provider')}]"  # its address is in the hook's file
    assert found[api]["found"] == "1500 bytes come through"


def test_what_is_left_of_ipv4_is_found(site: Site) -> None:
    vm = site.vm
    pid = vm.start(["python3", "-m", "http.server", "--bind", "0.0.0.0", "8081"], lambda: True)
    eventually(lambda: ":8081" in vm.must(["ss", "-Hltn"]))
    dual = vm.start(["python3", "-m", "http.server", "--bind", "::", "8082"], lambda: True)
    eventually(lambda: ":8082" in vm.must(["ss", "-Hltn"]))
    own = {
        "/etc/shortener/extra.conf": "# not this one: 192.0.2.1\nserver = 192.0.2.2\n",
        "/etc/nginx/sites-enabled/other": "upstream other { server 192.0.2.7; }\n",
    }
    for place, text in own.items():
        vm.write(place, text)
    resolvers = vm.must(["cat", "/etc/resolv.conf"])
    vm.write("/etc/resolv.conf", f"{resolvers}nameserver 192.0.2.53\n")
    try:
        found = problems(vm.shortener(*HERE).stdout)
    finally:
        vm.end(pid)
        vm.end(dual)
        vm.must(["rm", *own])
        vm.write("/etc/resolv.conf", resolvers)
    assert found["IPv4 sockets"]["found"] == "0.0.0.0:8081, [::]:8082"
    assert found["IPv4 literals"]["found"] == (
        "/etc/shortener/extra.conf, line 2; /etc/nginx/sites-enabled/other, line 1; /etc/resolv.conf, line 2"
    )
    assert set(found) == {"IPv4 sockets", "IPv4 literals"}


def test_a_name_that_leads_elsewhere_than_to_the_proxy_is_found(site: Site) -> None:
    """Here it is the proxy that is said to be elsewhere."""
    words = ["runuser", "-u", "shortener", "--", "env", CONFIG, "SHORTENER_PROXY_NAMES=web.lab.test", COMMAND, *HERE]
    found = problems(site.vm.run(words).stdout)
    assert set(found) == {f"{SITE} A", f"{PRINTED} A"}
    assert (found[f"{SITE} A"]["found"], found[f"{SITE} A"]["wanted"]) == (site.lab.v4("proxy"), OUTSIDE_V4)


def test_from_outside_both_ways_are_well(site: Site) -> None:
    found = outside(site, "dual")
    assert [one for one in found if not one["ok"]] == []
    clients = {one["what"]: one["found"] for one in found if one["what"].startswith("client")}
    v6, v4 = site.lab.v6("vm1"), site.lab.v4("proxy")
    assert clients == {
        f"client{way} [{address}]": found
        for way in ("", " over HTTP")
        for address, found in ((v6, f"{site.lab.v6('dual')}, direct"), (v4, f"{site.lab.v4('dual')}, proxied"))
    }


def test_from_outside_a_service_that_is_away_is_seen(site: Site) -> None:
    units = ["shortener-faces.socket", "shortener-faces.service"]
    site.vm.must(["systemctl", "stop", *units])
    try:
        found = {one["what"]: one for one in outside(site, "v6")}
    finally:
        site.vm.must(["systemctl", "start", *units])
    assert found[f"https [{site.lab.v6('vm1')}]"]["found"] == "503"
    assert OUTSIDE_V4 not in str(found)
    eventually(lambda: site.lab.visit("v6", f"https://{SITE}/admin/sign-in").status == 200)
