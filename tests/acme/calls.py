"""The hook as clients call it: a program with words and an environment, in the laboratory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.acme.lab import KEY, PASSWORD, ROOT, SECRET, Lab

HEAD = """
wait = {wait}
settle = 0.2
pause = 0.2
timeout = 2
authorities = "{authorities}"
state = "{state}"
"""
V2 = f'[[account]]\nkind = "mythic"\nkey = "{KEY}"\nsecret = "{SECRET}"\nserver = "https://api.dns.test/dns/v2"\n'
BEARER = f'{V2}login = "https://auth.dns.test/login"\n'
V1 = (
    f'[[account]]\nkind = "mythic-v1"\nsecret = "{PASSWORD}"\nserver = "https://v1.dns.test"\nzones = ["example.net"]\n'
)


class Hook:
    """Runs the hook; what it says on standard error is kept in `said`."""

    def __init__(self, lab: Lab, folder: Path, accounts: str = V2, wait: float = 20) -> None:
        self.lab, self.folder = lab, folder
        self.state = folder / "state"
        self.file = folder / "acme-dns01.toml"
        self.said = ""
        self.configure(accounts, wait)

    def configure(self, accounts: str, wait: float = 20, more: str = "") -> None:
        head = HEAD.format(wait=wait, authorities=self.lab.authority.certificate, state=self.state)
        self.file.write_text(more + head + accounts)
        self.file.chmod(0o600)

    def environment(self, **more: str) -> dict[str, str]:
        return {"ACME_DNS01_CONFIG": str(self.file), "PYTHONPATH": str(ROOT), **more}

    @property
    def words(self) -> list[str]:
        return [sys.executable, "-m", "shortener.acme"]

    def __call__(self, *words: str, **environment: str) -> int:
        """Its exit status."""
        done = self.run(*words, **environment)
        return done.returncode

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = self.lab.host.run([*self.words, *words], environment=self.environment(**environment))
        self.said = done.stderr
        assert "Traceback" not in self.said
        for secret in (SECRET, PASSWORD):
            assert secret not in done.stdout + done.stderr
        return done

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        """A call that goes on while the test does something else."""
        return subprocess.Popen(
            self.lab.host.inside([*self.words, *words]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.environment()},
        )


def eventually(true: Callable[[], object], patience: float = 10.0) -> None:
    """Waits until calling it gives something true."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
