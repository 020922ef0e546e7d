"""Sends visitors with wrk, from another process, and reads what it saw."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct

from bench.processes import Failed, program_path
from bench.shape import HOST, Shape

SCRIPT = Path(__file__).with_name("visits.lua")
THREADS = 2
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
class Visitors:
    """Who asks: these slugs or, with `unknown`, ones that nobody ever made; `close`: a connection for each request."""

    folder: Path
    links: Sequence[Shape]
    headers: dict[str, str]
    unknown: bool = False
    close: bool = False

    def write(self) -> tuple[Path, Path]:
        """The files that wrk reads: the paths and the header lines."""
        paths, head = self.folder / "paths", self.folder / "head"
        paths.write_text("".join(f"/{link.slug}\n" for link in self.links))
        lines = self.headers | ({"Connection": "close"} if self.close else {})
        head.write_bytes("".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode())
        return paths, head


def send(visitors: Visitors, url: str, *, connections: int, seconds: float) -> "Sending":
    """Begins to load `scheme://HOST:port`, whose address is [::1] whatever it is called."""
    paths, head = visitors.write()
    kind = "unknown" if visitors.unknown else "known"
    sizes = [f"-t{min(THREADS, connections)}", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s"]
    command = [program_path("wrk", "wrk"), *sizes, "-s", str(SCRIPT), url, "--", str(paths), str(head), kind]
    return Sending(
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    )


class Sending:
    """A run of wrk that goes on."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def goes_on(self) -> bool:
        return self._process.poll() is None

    def seen(self) -> Seen:
        """Waits for its end. Raises Failed when wrk could not do it."""
        said = self._process.communicate()[0].decode(errors="replace")
        if self._process.returncode:
            raise Failed(f"wrk failed: {said.strip()}")
        return read(said)


def read(said: str) -> Seen:
    """What visits.lua says at the end; its microseconds become milliseconds."""
    line = next((line for line in said.splitlines() if line.startswith("{")), None)
    if line is None:
        raise Failed(f"wrk said nothing that can be read: {said.strip()}")
    found: dict[str, Any] = json.loads(line)
    return Seen(**found | {name: found[name] / 1000 for name in ("p50", "p99", "p999", "most")})
