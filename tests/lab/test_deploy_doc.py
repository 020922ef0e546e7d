"""docs/deploy.md, line by line on a machine as it comes: each block of its steps that needs no internet, as it is."""

import pytest

from deploy.lab.world import KEY, PROXY, SECRET
from tests.lab.asking import Site, eventually
from tests.lab.guide import blocks

NAME = "vm8"
STEP = r"\d+\. "


@pytest.mark.long
def test_it_leads_from_a_bare_machine_to_the_first_redirect(site: Site) -> None:
    lab = site.lab
    vm = lab.join_machine(NAME)
    lab.start_machine(vm)
    vm.must(["sh", "-c", "cat >>/etc/ssl/certs/ca-certificates.crt"], lab.trust.read_text())
    vm.must(["/opt/shortener/releases/one/deploy/install.sh", "use", "one"])  # as step 2 leaves it
    lab.tell_names(f"new AAAA {lab.v6(NAME)}", f"new A {lab.v4('proxy')}")
    own = {
        "go.example.org": "new.example.org",
        "2001:db8:ffff::1": lab.v6("proxy"),
        "proxy.example.net": PROXY,
        "2001:db8:1::443": lab.endpoint(NAME),
        "the key's name": KEY,
        "the key's secret": SECRET,
        'kind = "mythic"\n': 'kind = "mythic"\nserver = "https://api.lab.test/dns/v2"\n',
        "[certificate]\n": f'[certificate]\ndirectory = "{lab.pebble.directory}"\n',
        "doctor --network": "doctor --network --ipv4-only web.lab.test:80",
    }
    said, steps = "", blocks(STEP, own)
    for block in steps:
        done = vm.run(["sh", "-c", block])
        said += done.stdout
        if "doctor" not in block:  # which finds that the laboratory's clock follows no other one
            assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        if "systemctl start shortener-renew" in block:
            eventually(lambda: lab.visit("v6", "https://new.example.org/healthz").status == 200)
    assert "HTTP/2 302" in said
    assert "location: https://www.example.org/" in said
    assert [line for line in said.splitlines() if line.startswith("PROBLEM") and "clock" not in line] == []
    assert len(steps) >= 6
    vm.cut_power()
