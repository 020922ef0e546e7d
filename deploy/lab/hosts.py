"""A host of the laboratory: a network namespace with its own resolver, and the programs that run in it."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

RESOLVERS = Path("/etc/netns")  # `ip netns exec` puts these files over /etc
PATIENCE = 20.0


class LabError(Exception):
    """A program or a command of the laboratory failed; its last words are in the sentence."""


class Host:
    """Makes the namespace at once; `remove` ends its programs by their ids and takes all of it away.

    Args:
        name: of the namespace, unique on the machine.
        folder: for the programs' logs.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self._programs: list[subprocess.Popen[bytes]] = []
        self._started = 0
        _done(["ip", "netns", "add", name])
        self.configure("link", "set", "lo", "up")

    def configure(self, *words: str) -> None:
        """A command of `ip`, told to this host."""
        _done(["ip", "-n", self.name, *words])

    def use_resolver(self, *addresses: str) -> None:
        self.resolvers.parent.mkdir(parents=True, exist_ok=True)
        self.resolvers.write_text("".join(f"nameserver {address}\n" for address in addresses))
        # As on any Debian: programs such as curl look for their own machine's name, and would wait for the DNS.
        self.resolvers.with_name("hosts").write_text(f"::1 localhost {socket.gethostname()}\n")

    @property
    def resolvers(self) -> Path:
        """Its resolv.conf, as this machine sees it."""
        return RESOLVERS / self.name / "resolv.conf"

    def inside(self, words: Sequence[str]) -> list[str]:
        return ["ip", "netns", "exec", self.name, *words]

    def run(
        self, words: Sequence[str], timeout: float = 120.0, environment: dict[str, str] | None = None, **options: object
    ) -> subprocess.CompletedProcess[str]:
        """A command to its end, whatever its exit status."""
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            self.inside(words),
            check=False,
            capture_output=True,
            text=True,
            timeout=timeout,
            env={**os.environ, **(environment or {})},
            **options,
        )

    def must(self, words: Sequence[str], said: str | None = None, timeout: float = 120.0) -> str:
        """What a command prints that has to succeed.

        Args:
            said: what it reads.
        """
        done = self.run(words, timeout, input=said)
        if done.returncode != 0:
            raise LabError(f"{' '.join(words)} on {self.name}: {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def start(
        self,
        words: Sequence[str],
        ready: Callable[[], bool],
        environment: dict[str, str] | None = None,
        group: Path | None = None,
    ) -> int:
        """A program that goes on; its process id once it is ready.

        Args:
            group: the control group that it runs in.

        Raises:
            LabError: it ended, or isn't ready in time.
        """
        self._started += 1
        log = self.folder / f"{Path(words[0]).name}-{self._started}.log"
        with log.open("wb") as out:
            program = subprocess.Popen(
                self.inside(words),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=(lambda: _enter(group)) if group else None,  # noqa: PLW1509 (before any thread of its own)
            )
        self._programs.append(program)
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if program.poll() is not None or time.monotonic() > deadline:
                raise LabError(f"{' '.join(words)} on {self.name}: {_last_words(log)}")
            time.sleep(0.05)
        return program.pid

    def end(self, pid: int) -> None:
        """One that `start` started, and all that it did."""
        program = next(one for one in self._programs if one.pid == pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        program.wait(PATIENCE)
        self._programs.remove(program)

    def remove(self) -> None:
        for program in reversed(self._programs.copy()):
            self.end(program.pid)
        _done(["ip", "netns", "delete", self.name])
        shutil.rmtree(RESOLVERS / self.name, ignore_errors=True)


@contextlib.contextmanager
def host(name: str, folder: Path) -> Iterator[Host]:
    """A host for as long as the block lasts."""
    made = Host(name, folder)
    try:
        yield made
    finally:
        made.remove()


def _enter(group: Path) -> None:
    (group / "cgroup.procs").write_text("0")


def namespaces(*words: str) -> list[str]:
    """The network namespaces that `ip netns` tells of, or what another command of it prints."""
    return [line.split()[0] for line in _done(["ip", "netns", *words]).splitlines() if line]


def pids_in(name: str) -> list[int]:
    """The processes in a namespace."""
    return [int(pid) for pid in namespaces("pids", name)]


def _done(words: Sequence[str]) -> str:
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode != 0:
        raise LabError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _last_words(log: Path) -> str:
    return " | ".join(log.read_text(errors="replace").splitlines()[-5:]) or "it says nothing"
