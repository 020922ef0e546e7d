"""What became of each row that isn't simply in: a line in a file each, and their sums for the end."""

from collections import Counter
from typing import Literal, Protocol

import msgspec

from shortener.reports.files import TextSink, cells

LONGEST = 2048

Verdict = Literal["changed", "left out"]
CHANGED: Verdict = "changed"
LEFT_OUT: Verdict = "left out"


class Finding(msgspec.Struct, frozen=True):
    """`kind` is link, click or person; `number` is a click's click_id; `what` a sentence's end: why, or what is new."""

    kind: str
    verdict: Verdict
    keyword: str
    what: str
    number: int | None = None
    was: str = ""


COLUMNS = Finding.__struct_fields__


class Tell(Protocol):
    """Hears of a row that isn't simply in."""

    def __call__(self, finding: Finding, reason: str, /) -> None: ...


class Report:
    """Writes findings as they come, as CSV or as lines of JSON; counts them by reason."""

    def __init__(self, sink: TextSink | None = None, *, lines: bool = False) -> None:
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self._sink, self._lines = sink, lines
        if sink is not None and not lines:
            sink.write(cells(*COLUMNS) + "\r\n")

    def __call__(self, finding: Finding, reason: str, /) -> None:
        self.counts[finding.kind, finding.verdict, reason] += 1
        if self._sink is not None:
            self._sink.write(self._line(finding))

    def _line(self, finding: Finding) -> str:
        safe = msgspec.structs.replace(finding, keyword=_storable(finding.keyword), was=_storable(finding.was))
        if self._lines:
            return msgspec.json.encode(safe).decode() + "\n"
        return cells(*msgspec.structs.astuple(safe)) + "\r\n"


def _storable(text: str) -> str:
    return text[:LONGEST].encode("utf-8", "backslashreplace").decode()
