"""CSV files made on the spot, and streams that are larger than anybody's memory."""

import io
from typing import Any, BinaryIO, cast

from shortener.interop.csvlinks import Report, import_csv
from shortener.links.library import Library


def imported(library: Library, content: str | bytes, *, create_domains: bool = False, dry_run: bool = False) -> Report:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return import_csv(library, stream, create_domains=create_domains, dry_run=dry_run)


def reasons(report: Report) -> dict[int, str]:
    """The reason of each refused row by its line."""
    assert report.refused == len(report.refusals)
    return dict(report.refusals)


class Endless(io.RawIOBase):
    """`head`, then `size` times the same byte, then `tail`; nothing of it is ever held."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self._parts = [(head, 1), (b"x", size), (tail, 1)]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._parts and not (self._parts[0][0] and self._parts[0][1]):
            self._parts.pop(0)
        if not self._parts:
            return 0
        part, times = self._parts[0]
        if times == 1:
            taken = part[: len(buffer)]
            self._parts[0] = (part[len(taken) :], 1)
        else:
            taken = part * min(times, len(buffer))
            self._parts[0] = (part, times - len(taken))
        buffer[: len(taken)] = taken
        return len(taken)


def endless(head: bytes, size: int, tail: bytes) -> BinaryIO:
    return io.BufferedReader(cast(io.FileIO, Endless(head, size, tail)))
