"""Sends visitors with wrk, from another process, and reads what it saw."""

import contextlib
import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct

from bench.processes import Failed, program_path
from bench.shape import HOST, Shape

HERE = Path(__file__).parent
THREADS = 2
WIDTH = 48  # bytes of a path in the file that visits.lua reads
BARE = {"Host": HOST}
BROWSER = BARE | {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Priority": "u=0, i",
}
CLOSING = {"Connection": "close"}


class Seen(Struct, frozen=True):
    """One run of wrk: p50 to most in milliseconds; refused, broken and late are connections without an answer."""

    seconds: float
    requests: int
    bytes: int
    p50: float
    p99: float
    p999: float
    most: float
    refused: int
    broken: int
    late: int
    statuses: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


@dataclass(frozen=True)
class Goal:
    """Where to: `https` or not, a port of [::1] that is called HOST."""

    port: int
    tls: bool

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{HOST}:{self.port}"


def write_paths(path: Path, links: Iterable[Shape]) -> None:
    """The links as visits.lua reads them, all equally long."""
    with path.open("w", encoding="ascii") as file:
        file.writelines(f"/{link.slug} ".ljust(WIDTH) for link in links)


def write_headers(path: Path, headers: Mapping[str, str]) -> None:
    path.write_bytes("".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode())


@contextlib.contextmanager
def wrk(script: str, goal: Goal, *arguments: object, connections: int, seconds: int) -> Iterator["Running"]:
    """wrk while it runs; the arguments go to the script."""
    sizes = [f"-t{min(THREADS, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    command = [program_path("wrk", "wrk"), *sizes, "-s", str(HERE / script), goal.url, "--", *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
    ) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


class Running:
    """One run of wrk."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def goes_on(self) -> bool:
        return self._process.poll() is None

    def result(self) -> dict[str, Any]:
        """What the script said at the end, which this waits for. Raises Failed when wrk could not do it."""
        said = self._process.communicate()[0].decode(errors="replace")
        line = next((line for line in said.splitlines() if line.startswith("{")), None)
        if self._process.returncode or line is None:
            raise Failed(f"wrk failed: {said.strip() or 'it said nothing'}")
        found: dict[str, Any] = json.loads(line)
        return found


def seen(result: dict[str, Any]) -> Seen:
    """What visits.lua said; its microseconds become milliseconds."""
    return Seen(**result | {name: result[name] / 1000 for name in ("p50", "p99", "p999", "most")})


def check(found: Seen, *, unknown: bool) -> None:
    """Raises Failed for any answer that should not be, or none at all. wrk's `statuses` are those from 400 on."""
    wanted = found.requests if unknown else 0
    if found.statuses != wanted:
        raise Failed(f"{found.statuses} of {found.requests} answers were errors, {wanted} should be.")
    if found.refused or found.broken or found.late or not found.requests:
        problems = f"{found.refused} were refused, {found.broken} broke, {found.late} came too late"
        raise Failed(f"Of connections for {found.requests} answers, {problems}.")
