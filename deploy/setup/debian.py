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
    "chromium": lambda: shutil.which("chromium") is not None,
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
    if complaint:
        print(f"apt-get: {complaint}\nTests that need {', '.join(missing)} are skipped.", flush=True)


def _install(packages: list[str]) -> str:
    """apt-get's last words when it failed; its lists are fetched only when it fails without."""
    return _apt("install", *packages) and (_apt("update") or _apt("install", *packages))


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
