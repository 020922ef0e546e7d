"""Lines of a file from elsewhere: numbered, bounded, not trusted to be text, given back when a row falls apart."""

from collections import deque
from typing import BinaryIO, Self

import msgspec

from shortener.sentences import Words

LONGEST = 64 * 1024
SKIPPED_AT_ONCE = 1024 * 1024
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class BadLine(Exception):
    """A line that can't be part of a row; the message is the end of a sentence that begins with "it" or "which"."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(problem)
        self.number = number


class Line(msgspec.Struct, frozen=True):
    """One physical line; `problem` says why its text is missing."""

    number: int
    text: str = ""
    problem: str = ""


class Lines:
    """Iterates over the lines of one row after another: `begin` each row, `give_back` one that can't be read.

    Holds at most one row of LONGEST bytes in memory, however long a line is.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.read_bytes = 0
        self._stream = stream
        self._number = 0
        self._held: list[Line] = []
        self._held_size = 0
        self._waiting: deque[Line] = deque()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        self._held.append(line)
        if line.problem:
            raise BadLine(line.number, line.problem)
        self._held_size += len(line.text)
        if self._held_size > LONGEST:
            raise BadLine(line.number, str(Words("is %(most)s KiB further on", most=LONGEST // 1024)))
        return line.text

    @property
    def first(self) -> int:
        """Number of the row's first line."""
        return self._held[0].number

    def begin(self) -> None:
        self._held, self._held_size = [], 0

    def give_back(self) -> None:
        """Only the first line is at fault; those that its open quotation mark swallowed are read again."""
        self._waiting.extendleft(reversed(self._held[1:]))

    def rewind(self) -> None:
        """All since `begin` are read again."""
        self._waiting.extendleft(reversed(self._held))
        self.begin()

    def _read(self) -> Line:
        raw = self._stream.readline(LONGEST + 1)
        if not raw:
            raise StopIteration
        self.read_bytes += len(raw)
        self._number += 1
        if len(raw) > LONGEST and not raw.endswith(b"\n"):
            self._skip()
            return Line(self._number, problem=str(Words("is longer than %(most)s KiB", most=LONGEST // 1024)))
        return _decoded(self._number, raw)

    def _skip(self) -> None:
        while raw := self._stream.readline(SKIPPED_AT_ONCE):
            self.read_bytes += len(raw)
            if raw.endswith(b"\n"):
                return


def _decoded(number: int, raw: bytes) -> Line:
    if b"\0" in raw:
        return Line(number, problem=str(Words("has a NUL byte in it, so it is not text")))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Line(
            number,
            problem=str(
                Words(
                    "is not UTF-8 (byte %(byte)s is 0x%(value)s); save the file as UTF-8",
                    byte=error.start + 1,
                    value=format(raw[error.start], "02x"),
                )
            ),
        )
    return Line(number, text.removeprefix(BOM) if number == 1 else text)
