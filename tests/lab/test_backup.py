"""A night's backup goes encrypted to another machine over IPv6, and a fresh machine becomes what the first one was."""

import json
import shutil
from pathlib import Path

import pytest

from deploy.lab.vm import Vm
from deploy.lab.world import PRINTED, SITE, set_up
from tests.lab.asking import Site, eventually
from tests.lab.guide import blocks

SSHD = "/usr/sbin/sshd"
PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def elsewhere(site: Site) -> Path:
    """A folder on another machine that takes files over ssh from those whose keys are in its file `known`."""
    if not Path(SSHD).exists() or shutil.which("restic") is None:
        pytest.skip("openssh-server or restic is not installed")
    host, folder = site.lab["provider"], site.lab.folder / "store"
    (folder / "repository").mkdir(parents=True)
    host.must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "host-key")])
    lines = ["ListenAddress", f"[{site.lab.v6('provider')}]:22", "HostKey", f"{folder}/host-key", "PidFile", "none"]
    lines += ["AuthorizedKeysFile", f"{folder}/known", "StrictModes", "no", "UsePAM", "no", "PermitRootLogin", "yes"]
    lines += ["Subsystem", "sftp internal-sftp"]
    pairs = [f"{name} {value}" for name, value in zip(lines[::2], lines[1::2], strict=True)]
    (folder / "sshd.conf").write_text("\n".join([*pairs, ""]))
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    host.start([SSHD, "-D", "-e", "-f", str(folder / "sshd.conf")], lambda: ":22" in host.must(["ss", "-Hltn"]))
    return folder


def use_it(site: Site, vm: Vm, elsewhere: Path) -> str:
    """What docs/deploy.md has the operator do; what is to be given when it comes to a restore."""
    own = {
        "backup@2001:db8:bbbb::1": f"root@{site.lab.v6('provider')}",
        "backup@[2001:db8:bbbb::1]//srv/shortener": f"root@[{site.lab.v6('provider')}]/{elsewhere}/repository",
        "openssl rand -base64 32": f"echo '{PASSWORD}'",
        "THE-OLD-MACHINE": "vm1",
    }
    key, rest, restore = blocks("Backup, ", own)
    with (elsewhere / "known").open("a") as known:
        known.write(vm.must(["sh", "-c", key]))
    vm.must(["sh", "-c", "echo '[settings]' >>/etc/shortener/site.toml"])
    vm.must(["sh", "-c", rest])
    return restore


@pytest.mark.long
def test_a_fresh_machine_has_all_links_and_clicks_of_the_first(site: Site, elsewhere: Path) -> None:
    slug = site.link()
    for _ in range(5):
        assert site.lab.visit("v4", f"http://{SITE}/{slug}").status == 302
    use_it(site, site.vm, elsewhere)
    assert backup_part(site.vm) == "ok"
    fresh = site.lab.join_machine("vm9")
    site.lab.start_machine(fresh)
    set_up(site.lab, fresh, "vm9")
    fresh.must(["sh", "-c", use_it(site, fresh, elsewhere)])
    eventually(lambda: site.counted(slug) == 5)
    exports = (("export", "links", "--format", "csv"), ("export", "clicks", "--format", "csv"))
    eventually(lambda: all(fresh.shortener(*words).stdout == site.command(*words) for words in exports))
    assert site.command(*exports[1]).count("\n") > 5
    assert json.loads(fresh.shortener("clicks", "audit", "--json").stdout)["problems"] == []
    way = ("--resolve", f"{PRINTED}:80:[{site.lab.v6('vm9')}]")
    assert site.lab.visit("v6", f"http://{PRINTED}/{slug}", *way).location == f"https://example.net/{slug}"
    fresh.cut_power()


def backup_part(vm: Vm) -> str:
    """What /readyz says of the backup."""
    asked = vm.must(["curl", "-s", "--unix-socket", "/run/shortener/faces.sock", "http://localhost/readyz"])
    found: dict[str, str] = {part["part"]: part["state"] for part in json.loads(asked)["parts"]}
    return found["backup"]
