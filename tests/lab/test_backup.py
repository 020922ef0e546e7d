"""A night's backup goes encrypted to another machine over IPv6, and a fresh machine becomes what the first one was."""

import json
import shutil
from pathlib import Path

import pytest

from deploy.lab.vm import Vm
from deploy.lab.world import INSTALL, PRINTED, SITE, set_up
from tests.lab.asking import Site, eventually

SSHD = "/usr/sbin/sshd"
PASSWORD = "/etc/shortener/backup-password"
KEYS = "/var/lib/shortener/.ssh"


@pytest.fixture(scope="module")
def elsewhere(site: Site) -> str:
    """Another machine that takes files over ssh; the repository's address there."""
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
    return f"sftp://root@[{site.lab.v6('provider')}]/{folder}/repository"


def use_elsewhere(site: Site, vm: Vm, elsewhere: str) -> None:
    """What docs/deploy.md has the operator do: a key for ssh, the store's own key, a password."""
    key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{KEYS}/id_ed25519"]
    vm.must(["runuser", "-u", "shortener", "--", "sh", "-c", f"mkdir -p {KEYS} && {' '.join(key[:6])} '' -f {key[-1]}"])
    folder = site.lab.folder / "store"
    with (folder / "known").open("a") as known:
        known.write(vm.must(["cat", f"{KEYS}/id_ed25519.pub"]))
    name, public = site.lab.v6("provider"), (folder / "host-key.pub").read_text()
    vm.write(f"{KEYS}/known_hosts", f"{name} {public}")
    vm.write(PASSWORD, "correct horse battery staple\n", "640")
    vm.must(["chown", "root:shortener", PASSWORD])
    more = f'[settings]\nBACKUP_REPOSITORY = "{elsewhere}"\nBACKUP_PASSWORD_FILE = "{PASSWORD}"\n'
    before = vm.must(["cat", "/etc/shortener/site.toml"])
    vm.write("/etc/shortener/site.toml", before + more)
    vm.must([INSTALL, "configure"])


def test_a_fresh_machine_has_all_links_and_clicks_of_the_first(site: Site, elsewhere: str) -> None:
    slug = site.link()
    for _ in range(5):
        assert site.lab.visit("v4", f"http://{SITE}/{slug}").status == 302
    use_elsewhere(site, site.vm, elsewhere)
    site.vm.must(["systemctl", "start", "shortener-backup"])
    assert backup_part(site.vm) == "ok"
    fresh = site.lab.join_machine("vm9")
    site.lab.start_machine(fresh)
    set_up(site.lab, fresh, "vm9")
    use_elsewhere(site, fresh, elsewhere)
    fresh.must(["systemctl", "stop", "shortener-*"])
    done = fresh.shortener("restore", "--node", "vm1")
    assert done.returncode == 0, done.stderr
    fresh.must([INSTALL, "configure"])
    eventually(lambda: site.counted(slug) == 5)
    exports = (("export", "links", "--format", "csv"), ("export", "clicks", "--format", "csv", "--link", slug))
    eventually(lambda: all(fresh.shortener(*words).stdout == site.command(*words) for words in exports))
    assert json.loads(fresh.shortener("clicks", "audit", "--json").stdout)["problems"] == []
    way = ("--resolve", f"{PRINTED}:80:[{site.lab.v6('vm9')}]")
    assert site.lab.visit("v6", f"http://{PRINTED}/{slug}", *way).location == f"https://example.net/{slug}"
    fresh.cut_power()


def backup_part(vm: Vm) -> str:
    """What /readyz says of the backup."""
    asked = vm.must(["curl", "-s", "--unix-socket", "/run/shortener/faces.sock", "http://localhost/readyz"])
    found: dict[str, str] = {part["part"]: part["state"] for part in json.loads(asked)["parts"]}
    return found["backup"]
