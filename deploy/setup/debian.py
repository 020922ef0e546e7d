"""Set-up, step 2, for tests: installs the servers and programs they use, where that is possible; else they skip."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
NO_DAEMON = "#!/bin/sh\nexit 101\n"  # what invoke-rc.d asks before it starts a service; 101 means no
NEEDED: Mapping[str, Callable[[], bool]] = {
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    "mariadb-server": lambda: _is_program("mariadbd"),
    "redis-server": lambda: _is_program("redis-server"),
    "nginx": lambda: _is_program("nginx"),
    "apache2": lambda: _is_program("apache2"),
    "wrk": lambda: _is_program("wrk"),
    "faketime": lambda: _is_program("faketime"),
    "openssl": lambda: _is_program("openssl"),
    "chromium": lambda: _is_program("chromium"),
    "iproute2": lambda: _is_program("ip"),
    "knot": lambda: _is_program("knotd"),
    "knot-dnsutils": lambda: _is_program("kdig"),
    "unbound": lambda: _is_program("unbound"),
    "pebble": lambda: _is_program("pebble"),
    "certbot": lambda: _is_program("certbot"),
    "dehydrated": lambda: _is_program("dehydrated"),
    "lego": lambda: _is_program("lego"),
    "haproxy": lambda: _is_program("haproxy"),
    "tayga": lambda: _is_program("tayga"),
    "nftables": lambda: _is_program("nft"),
    "curl": lambda: _is_program("curl"),
    "restic": lambda: _is_program("restic"),
    "munin-node": lambda: _is_program("munin-node"),
    "openssh-server": lambda: _is_program("sshd"),
    "openssh-client": lambda: _is_program("ssh"),
    "systemd": lambda: Path("/lib/systemd/systemd").exists(),
    "systemd-timesyncd": lambda: Path("/lib/systemd/systemd-timesyncd").exists(),
    "dbus": lambda: _is_program("dbus-daemon"),
    "zbar-tools": lambda: _is_program("zbarimg"),
}
# What these packages would start at the next boot, though the machine's owner never asked for it.
SERVICES: Mapping[str, str] = {
    "postgresql": "postgresql",
    "mariadb-server": "mariadb",
    "redis-server": "redis-server",
    "nginx": "nginx",
    "apache2": "apache2",
    "knot": "knot",
    "unbound": "unbound",
    "certbot": "certbot.timer",
    "haproxy": "haproxy",
    "tayga": "tayga",
    "openssh-server": "ssh",
    "munin-node": "munin-node",
}


def main() -> None:
    """Never fails the set-up: a test whose server is missing says so itself."""
    missing = [package for package, is_there in NEEDED.items() if not is_there()]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"Not installed: {', '.join(missing)}; tests that need them are skipped.", flush=True)
        return
    print(f"Installing for tests: {', '.join(missing)}", flush=True)
    with no_daemons(POLICY):
        complaint = _install(missing)
        _keep_asleep(missing)
    if complaint:
        print(f"apt-get: {complaint}\nTests that need {', '.join(missing)} are skipped.", flush=True)


def _is_program(name: str) -> bool:
    """Servers stand where only root's PATH looks."""
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin") is not None


def _install(packages: list[str]) -> str:
    """apt-get's last words when it failed; its lists are fetched only when it fails without."""
    return _apt("install", *packages) and (_apt("update") or _apt("install", *packages))


def _keep_asleep(packages: list[str]) -> None:
    """Services of packages that weren't there before don't start at boot either."""
    for unit in (SERVICES[package] for package in packages if package in SERVICES):
        if systemctl := shutil.which("systemctl"):
            subprocess.run([systemctl, "disable", unit], check=False, stdin=subprocess.DEVNULL, capture_output=True)


@contextlib.contextmanager
def no_daemons(policy: Path) -> Iterator[None]:
    """While this lasts, packages that are installed may not start their services."""
    saved = policy.with_name(policy.name + ".saved")
    if policy.exists() and not saved.exists():
        policy.rename(saved)
    policy.write_text(NO_DAEMON)
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()
        if saved.exists():
            saved.rename(policy)


def _apt(what: str, *packages: str) -> str:
    command = ["apt-get", "-q", "-y", "--no-install-recommends", what, *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = done.stdout.decode(errors="replace").split("\n")
    return "" if done.returncode == 0 else next((line for line in reversed(said) if line.strip()), "it failed")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the policy is put back
    main()
