"""What the crowd hands back to the command: figures of each kind of request, what went wrong, and all redirects."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec


class Answered(NamedTuple):
    """One redirect as its visitor saw it, or as its click is stored."""

    node: str
    method: str
    slug: str
    target: str


class Kind(msgspec.Struct, frozen=True):
    """Requests of one kind; times in milliseconds, as locust rounds them."""

    name: str
    requests: int
    failures: int
    p50: float
    p99: float
    worst: float


class Wrong(msgspec.Struct, frozen=True):
    """A way in which answers of one kind were wrong, and how often."""

    kind: str
    sentence: str
    times: int


class Result(msgspec.Struct, frozen=True):
    """`changes` are links made or changed; `stalest` is the oldest answer after one, in seconds."""

    kinds: list[Kind]
    wrong: list[Wrong]
    answered: list[tuple[Answered, int]]
    changes: int
    stalest: float

    def write(self, path: Path) -> None:
        path.write_bytes(msgspec.json.encode(self))

    @property
    def redirects(self) -> Counter[Answered]:
        return Counter(dict(self.answered))


def read(path: Path) -> Result:
    return msgspec.json.decode(path.read_bytes(), type=Result)
