"""A proxy of one's own, set up by `install.sh proxy` on a machine as it comes."""

import json

from deploy.lab.world import SITE
from tests.lab.asking import Site

NAME, INSTALL = "vm7", "/opt/shortener/releases/one/deploy/install.sh"
FRONT, MADE = "/etc/shortener/proxy.toml", "/etc/haproxy/haproxy.cfg"


def test_it_serves_what_its_file_says_and_keeps_that_when_the_file_is_wrong(site: Site) -> None:
    lab, slug = site.lab, site.link()
    vm = lab.join_machine(NAME)
    lab.start_machine(vm)
    assert "copy /opt/shortener/releases/one/deploy/proxy.example.toml there" in vm.run([INSTALL, "proxy"]).stderr
    node = f'[[node]]\nname = "vm1"\naddress = "{lab.v6("vm1")}"\n'  # as a visitor: its endpoint knows another proxy
    vm.write(FRONT, f'hosts = ["{SITE}"]\n{node}')
    vm.must([INSTALL, "proxy"])
    way = ("--resolve", f"{SITE}:80:[{lab.v6(NAME)}]")
    assert lab.visit("v6", f"http://{SITE}/{slug}", *way).location == f"https://example.net/{slug}"
    before = vm.must(["cat", MADE])
    for wrong, said in (
        (f'hosts = ["{SITE}"]\n{node}header = 3\n', "'header' means nothing in [node 1]"),
        ("[[node]]\n", "it needs hosts"),
    ):
        vm.write(FRONT, wrong)
        done = vm.run([INSTALL, "proxy"])
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert said in done.stderr
    vm.write(FRONT, f'hosts = {json.dumps([SITE])}\nsocket = "/nowhere/at all"\n{node}')
    done = vm.run([INSTALL, "proxy"])
    assert done.returncode == 1
    assert f"haproxy refuses what comes of {FRONT}, and {MADE} stays:" in done.stderr
    assert vm.must(["cat", MADE]) == before
    assert lab.visit("v6", f"http://{SITE}/{slug}", *way).status == 302
    vm.cut_power()
