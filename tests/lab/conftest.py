"""The laboratory of deploy/lab, once for each process that runs tests of it: a site with certificate and links."""

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.lab.proxy import Node
from deploy.lab.vm import PYTHON, Vm
from deploy.lab.world import PRINTED, SITE, World, set_up, set_up_others, world
from tests.lab.asking import Site

PROGRAMS = [
    *("ip", "nsenter", "unshare", "curl", "openssl"),  # tools
    *("knotd", "kdig", "unbound", "tayga", "pebble", "haproxy"),  # the world
    *("nginx", "redis-server", "pg_lsclusters", "nft", "dehydrated"),  # the machines
]


def lacks() -> str:
    """Why the laboratory can't be here; empty when it can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    if missing := [name for name in PROGRAMS if shutil.which(name, path=path) is None]:
        return f"not installed: {', '.join(missing)}"
    if not Path("/lib/systemd/systemd").exists() or not Path("/dev/net/tun").exists():
        return "systemd or /dev/net/tun is missing"
    if PYTHON.resolve().name != Path(sysconfig.get_path("purelib")).parent.name:
        return (
            f"its machines run {PYTHON.resolve().name}, but the libraries here are for Python {sys.version.split()[0]}"
        )
    return ""


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    if missing := lacks():
        pytest.skip(missing)
    with world(f"lab{os.getpid()}-", tmp_path_factory.mktemp("lab"), machines=3) as made:
        yield made


@pytest.fixture(scope="session")
def site(lab: World) -> Site:
    """The first machine, set up by deploy/install.sh, with a certificate of the CA."""
    vm = lab.vms[0]
    set_up(lab, vm, "vm1")
    lab.use_proxy([Node("vm1", lab.endpoint("vm1"))])
    vm.must(["systemctl", "start", "shortener-renew"])
    # The machine trusts the CA as machines trust those of the world.
    vm.must(["sh", "-c", "cat >>/etc/ssl/certs/ca-certificates.crt"], lab.trust.read_text())
    made = Site(lab, vm)
    made.command("domain", "add", PRINTED, "--alias-of", SITE)
    made.make_links()
    made.follows("https")
    return made


@pytest.fixture(scope="session")
def three(site: Site) -> Site:
    """All three machines share the first one's database, each with a certificate of its own."""
    lab = site.lab
    set_up_others(lab)
    for vm in lab.vms[1:]:
        vm.must(["systemctl", "start", "--no-block", "shortener-renew"])
    for name in ("vm2", "vm3"):
        site.follows("https", "--resolve", f"{SITE}:443:[{lab.v6(name)}]")
    return site


@pytest.fixture
def vm(site: Site) -> Vm:
    return site.vm
