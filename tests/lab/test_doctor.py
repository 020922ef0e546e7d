"""`shortener doctor` on a machine that lacks nothing, on one with IPv4 left in it, and from the outside."""

import json
import sys
from typing import Any

from deploy.lab.world import OUTSIDE_V4, PRINTED, SITE
from tests.lab.asking import Site, eventually

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


def test_the_hooks_key_is_tried_by_whoever_may_read_it(site: Site) -> None:
    command = ["/opt/shortener/current/.venv/bin/shortener", "doctor", "--network", "--json"]
    said = site.vm.run(["env", "SHORTENER_CONFIG=/etc/shortener/shortener.env", *command]).stdout
    found = {one["what"]: one for one in json.loads(said)}
    assert found["hook zone"]["ok"]


def test_what_is_left_of_ipv4_is_found(site: Site) -> None:
    vm = site.vm
    pid = vm.start(["python3", "-m", "http.server", "--bind", "0.0.0.0", "8081"], lambda: True)
    eventually(lambda: ":8081" in vm.must(["ss", "-Hltn"]))
    vm.write("/etc/shortener/extra.conf", "# not this one: 192.0.2.1\nserver = 192.0.2.2\n")
    resolvers = vm.must(["cat", "/etc/resolv.conf"])
    vm.write("/etc/resolv.conf", f"{resolvers}nameserver 192.0.2.53\n")
    try:
        found = problems(vm.shortener(*HERE).stdout)
    finally:
        vm.end(pid)
        vm.must(["rm", "/etc/shortener/extra.conf"])
        vm.write("/etc/resolv.conf", resolvers)
    assert found["IPv4 sockets"]["found"] == "0.0.0.0:8081"
    assert found["IPv4 literals"]["found"] == "/etc/shortener/extra.conf, line 2; /etc/resolv.conf, line 2"
    assert set(found) == {"IPv4 sockets", "IPv4 literals"}


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
