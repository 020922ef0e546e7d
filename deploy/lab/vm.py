"""A virtual machine of the laboratory: systemd as its process 1, on a copy-on-write view of this machine's files."""

import os
import subprocess
import sysconfig
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.lab.hosts import Host, LabError
from deploy.lab.newer import make_newer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHON = Path("/usr/bin/python3")
SIZE = "3g"
NAMESPACES = ("--pid", "--mount", "--ipc", "--uts", "--cgroup")
BOOTED = {"running", "degraded"}
RELEASES = ("one", "two")
PROGRAMS = ("shortener", "acme-dns01")
COMMAND = "/opt/shortener/current/.venv/bin/shortener"
CONFIG = "SHORTENER_CONFIG=/etc/shortener/shortener.env"


class Vm(Host):
    """Boots with `boot`; what it writes lives until `remove`, over any number of reboots."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name, folder)
        self._space, self._releases = folder / "space", folder / "releases"
        self._init = self._outer = self._holder = 0

    def boot(self) -> None:
        """Starts all that is enabled; returns once systemd is done with that."""
        if not self._holder:
            self._make_space()
        enter = ["nsenter", "--target", str(self._holder), "--mount"]
        boot = [str(HERE / "boot.sh"), str(self._space), self.name.rpartition("-")[2], str(self._releases)]
        words = [*enter, "unshare", *NAMESPACES, "--fork", "--kill-child", *boot]
        self._outer = self.start(words, lambda: True, group=control_group(self.name))
        _await(lambda: bool(self._found_init()), 20, f"{self.name} doesn't get to systemd; see {self.folder}.")
        self._init = self._found_init()
        _await(lambda: self.state() in BOOTED, 60, f"{self.name} doesn't boot.")

    def state(self) -> str:
        """systemd's word for how it is: starting, running, degraded, …"""
        return self.run(["systemctl", "is-system-running"], timeout=10).stdout.strip()

    def cut_power(self) -> None:
        """All its processes are gone at once; its files stay as they are."""
        process = Path(f"/proc/{self._init}")
        self._init = 0
        self.end(self._outer)
        _await(lambda: not process.exists(), 10, f"{self.name} doesn't go down.")

    def remove(self) -> None:
        super().remove()
        remove_control_group(self.name)

    def inside(self, words: Sequence[str]) -> list[str]:
        if not self._init:
            return super().inside(words)
        # an environment as at a sign-in, so that nothing of ours gets in by accident
        clean = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "HOME=/root", "LANG=C.UTF-8"]
        return ["nsenter", "--target", str(self._init), "--all", *clean, *words]

    def must(self, words: Sequence[str], said: str | None = None, timeout: float = 120.0) -> str:
        try:
            return super().must(words, said, timeout)
        except LabError as error:
            told = self.run(["journalctl", "--no-pager", "-o", "cat", "-n", "12"]).stdout
            raise LabError(f"{error}\n{told}") from None

    def shortener(self, *words: str, said: str | None = None) -> subprocess.CompletedProcess[str]:
        """The command as an operator of this machine gives it."""
        return self.run(["runuser", "-u", "shortener", "--", "env", CONFIG, COMMAND, *words], input=said)

    def write(self, path: str, text: str, mode: str = "644") -> None:
        self.must(["sh", "-c", f"mkdir -p $(dirname {path}) && umask 077 && cat >{path} && chmod {mode} {path}"], text)

    def _make_space(self) -> None:
        """A holder keeps the writable half mounted, in a namespace that vanishes with it."""
        self._space.mkdir()
        for name in RELEASES:
            _make_release(self._releases / name, f"/opt/shortener/releases/{name}")
            source = ROOT if name == RELEASES[0] else make_newer(self.folder / "newer")
            (self._releases / name / "source").symlink_to(source)
        packages = sysconfig.get_path("purelib")
        hold = [str(HERE / "space.sh"), str(self._space), str(self._releases), packages, SIZE]
        self._holder = self.start(["unshare", "--mount", "--propagation", "private", *hold], lambda: True)
        inside = Path(f"/proc/{self._holder}/root{self._space}")
        _await((inside / "ready").exists, 10, f"{self.name} gets no space for its files; see {self.folder}.")
        (inside / "resolv.conf").write_text(self.resolvers.read_text())

    def _found_init(self) -> int:
        children = Path(f"/proc/{self._outer}/task/{self._outer}/children").read_text().split()
        is_init = children and Path(f"/proc/{children[0]}/comm").read_text().strip() == "systemd"
        return int(children[0]) if is_init else 0


def control_groups() -> Path:
    """Where this machine has them."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text().splitlines())
    root = next((fields[1] for fields in mounts if fields[2] == "cgroup2"), None)
    if root is None:
        raise LabError("There is no cgroup2 on this machine, and systemd needs one.")
    return Path(root)


def control_group(name: str) -> Path:
    """A machine's own: several systemds in one would take each other's services for theirs."""
    own = control_groups() / name
    own.mkdir(exist_ok=True)
    return own


def remove_control_group(name: str) -> None:
    """With all that systemd made in it; nothing may run there any more."""
    own = control_group(name)
    _await(lambda: "populated 0" in (own / "cgroup.events").read_text(), 10, f"{name} still runs something.")
    for folder, _, _ in os.walk(own, topdown=False):
        os.rmdir(folder)


def _await(there: Callable[[], bool], seconds: float, else_say: str) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        if time.monotonic() > deadline:
            raise LabError(else_say)
        time.sleep(0.02)


def _make_release(folder: Path, place: str) -> None:
    """An environment of the system's Python, as set-up makes it; libraries and source are mounted when it runs."""
    venv = folder / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "lib" / Path(sysconfig.get_path("purelib")).parent.name / "site-packages").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text(f"home = {PYTHON.parent}\ninclude-system-site-packages = false\n")
    for name in ("python", "python3"):
        (venv / "bin" / name).symlink_to(PYTHON)
    for name in PROGRAMS:
        ours = Path(sysconfig.get_path("scripts")) / name
        lines = ours.read_text().splitlines(keepends=True)[1:]
        (venv / "bin" / name).write_text("".join([f"#!{place}/.venv/bin/python\n", *lines]))
        (venv / "bin" / name).chmod(0o755)
    (folder / "path.pth").write_text(f"{place}\n")
