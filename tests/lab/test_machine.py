"""A machine as deploy/install.sh leaves it: without IPv4, without open doors, and the same after a second run."""

import json

import pytest

from deploy.lab.vm import Vm
from tests.lab.asking import Site, eventually

INSTALL = "/opt/shortener/current/deploy/install.sh"
SERVICES = ("shortener-redirects", "shortener-faces", "shortener-collect")
HARDENED = (*SERVICES, "shortener-renew", "shortener-backup", "shortener-health")
OF_ROOT = ("shortener-address", "shortener-certificate", "shortener-alert@shortener-health")
OTHERS = ("nginx", "redis-server@shortener", "nftables")  # what the service rests on, beside the database
MOST_EXPOSED, OF_ROOT_MOST = 1.5, 2.5  # of 10, as systemd-analyze counts


def test_it_has_no_ipv4_address_and_no_ipv4_route(vm: Vm) -> None:
    shown = json.loads(vm.must(["ip", "-json", "-4", "address", "show"]))
    assert {link["ifname"] for link in shown if link["addr_info"]} <= {"lo"}
    routes = json.loads(vm.must(["ip", "-json", "-4", "route", "show", "table", "all"]))
    assert {route["dev"] for route in routes} <= {"lo"}
    assert vm.run(["curl", "-4", "-s", "-m", "2", "http://203.0.113.22/"]).returncode != 0


def test_it_listens_on_ipv6_only_for_visitors_and_named_neighbours(vm: Vm) -> None:
    lines = vm.must(["ss", "-Hltn"]).splitlines()
    for_neighbours = {"[::]:4949"} if vm.run(["test", "-x", "/usr/sbin/munin-node"]).returncode == 0 else set()
    if "nodes = " in vm.must(["cat", "/etc/shortener/site.toml"]):
        for_neighbours.add("[::]:5432")
    assert {line.split()[3] for line in lines} == {"[::]:80", "[::]:443"} | for_neighbours


def test_every_unit_runs_and_none_has_failed(site: Site) -> None:
    eventually(lambda: site.vm.state() == "running")
    assert site.vm.must(["systemctl", "--failed", "--no-legend"]) == ""
    assert site.vm.run(["systemctl", "is-active", *SERVICES]).stdout.split() == ["active"] * 3


@pytest.mark.parametrize("service", [*HARDENED, *OF_ROOT])
def test_a_service_may_do_next_to_nothing(vm: Vm, service: str) -> None:
    shown = vm.must(["systemd-analyze", "security", "--no-pager", f"{service}.service"]).splitlines()[-1]
    score = float(shown.split(":")[1].split()[0])
    assert score <= (OF_ROOT_MOST if service in OF_ROOT else MOST_EXPOSED), shown


def test_people_are_told_of_what_the_service_rests_on_as_well(vm: Vm) -> None:
    for name in (*OTHERS, *vm.must(["sh", "-c", "pg_lsclusters -h | sed 's/ /-/; s/ .*//; s/^/postgresql@/'"]).split()):
        shown = vm.must(["systemctl", "show", "--value", "--property", "OnFailure", f"{name}.service"])
        assert shown.split() == [f"shortener-alert@{name}.service"]


def test_a_second_run_of_the_set_up_changes_nothing(site: Site) -> None:
    before = site.vm.must(["systemctl", "show", "--property", "MainPID", *(f"{one}.service" for one in SERVICES)])
    done = site.vm.run([INSTALL, "configure"])
    assert done.returncode == 0, done.stderr
    after = site.vm.must(["systemctl", "show", "--property", "MainPID", *(f"{one}.service" for one in SERVICES)])
    assert after == before


def test_a_run_that_broke_off_is_made_good_by_the_next(site: Site) -> None:
    """It had written a file already, and never came to start anew what reads it."""
    pid = ["systemctl", "show", "--value", "--property", "MainPID", "shortener-redirects.service"]
    before = site.vm.must(pid)
    site.vm.write("/run/shortener-configure", "etc/shortener/shortener.env\n")
    done = site.vm.run([INSTALL, "configure"])
    assert done.returncode == 0, done.stderr
    assert site.vm.must(pid) != before
    assert site.vm.run(["test", "-e", "/run/shortener-configure"]).returncode != 0


def test_a_mistake_in_the_site_is_one_sentence_and_changes_nothing(site: Site) -> None:
    good = site.vm.must(["cat", "/etc/shortener/site.toml"])
    rules = site.vm.must(["cat", "/etc/nftables.conf"])
    site.vm.write("/etc/shortener/site.toml", good.replace("endpoint = ", "endpiont = "))
    done = site.vm.run([INSTALL, "configure"])
    site.vm.write("/etc/shortener/site.toml", good)
    assert done.returncode == 1
    assert done.stderr == (
        "/etc/shortener/site.toml: 'endpiont' means nothing in [proxy]; known are: addresses, endpoint, name.\n"
    )
    assert site.vm.must(["cat", "/etc/nftables.conf"]) == rules


@pytest.mark.parametrize(
    ("place", "wrong"),
    [("/etc/nginx/conf.d/own.conf", "lissten 80;"), ("/etc/nginx/nginx.conf", "")],
)
def test_what_its_own_reader_refuses_never_comes_into_place(site: Site, place: str, wrong: str) -> None:
    """Beside the operator's own mistake, a change of the site waits; what serves stays as it is."""
    vm, files = site.vm, ["/etc/nginx/shortener/site.conf", "/etc/nftables.conf", "/etc/shortener/shortener.env"]
    good, before = vm.must(["cat", "/etc/shortener/site.toml"]), vm.must(["cat", *files])
    kept = vm.run(["cat", place]).stdout
    vm.write(place, wrong)
    vm.write("/etc/shortener/site.toml", good.replace('hosts = ["', 'hosts = ["more.example.org", "'))
    try:
        done = vm.run([INSTALL, "configure"])
    finally:
        vm.write("/etc/shortener/site.toml", good)
        if kept:
            vm.write(place, kept)
        else:
            vm.must(["rm", place])
    assert done.returncode == 1
    assert "What would be in /etc/nginx makes no sense to its reader, so all stays as it is:" in done.stderr
    assert done.stderr.count("\n") == 1
    assert vm.must(["cat", *files]) == before


def test_its_firewall_lets_visitors_and_neighbours_in_and_nobody_else(site: Site) -> None:
    pid = site.vm.start(["python3", "-m", "http.server", "--bind", "::", "8080"], lambda: True)
    eventually(lambda: ":8080" in site.vm.must(["ss", "-Hltn"]))
    assert site.vm.run(["curl", "-gs", "-m", "2", "http://[::1]:8080/"]).returncode == 0
    assert site.lab.visit("v6", f"http://[{site.lab.v6('vm1')}]:8080/", "--max-time", "1").status == 0
    site.vm.end(pid)


def test_its_firewall_keeps_no_memory_of_visitors(site: Site) -> None:
    """The kernel's table has little room on a small machine, and whoever comes when it is full gets no answer."""
    remembered, slug = ["cat", "/proc/sys/net/netfilter/nf_conntrack_count"], site.link()
    before = int(site.vm.must(remembered))
    for url in (f"http://go.example.org/{slug}", f"https://go.example.org/{slug}"):
        for who in ("v4", "v6") * 10:
            assert site.lab.visit(who, url).status == 302
    assert int(site.vm.must(remembered)) < before + 10


def test_its_own_state_is_shown_to_the_machine_itself_only(site: Site) -> None:
    ask = ["curl", "-s", "--unix-socket", "/run/shortener/faces.sock", "http://localhost/readyz"]
    parts = {part["part"]: part["state"] for part in json.loads(site.vm.must(ask))["parts"]}
    assert (parts["database"], parts["redis"], parts["journal"], parts["collector"]) == ("ok",) * 4
    assert site.vm.must([*ask[:-1], "http://localhost/metrics"]).startswith("# HELP")
    outside = site.lab["v6"].must(["curl", "-s", "--cacert", str(site.lab.trust), "https://go.example.org/readyz"])
    assert outside == "ok\n"
    assert site.lab.visit("v6", "https://go.example.org/metrics").status == 403


def test_it_speaks_to_others_under_its_own_address_not_the_proxys(site: Site) -> None:
    shown = json.loads(site.vm.must(["ip", "-json", "-6", "route", "get", site.lab.v6("ca")]))
    assert shown[0]["prefsrc"] == site.lab.v6("vm1")
