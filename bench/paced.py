"""Times at a fixed rate: how long a visitor waits when the server has air left, whatever else goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.figures import percentile
from bench.load import BARE, THREADS, Goal, write_headers, wrk
from bench.processes import Failed
from bench.shape import hot_set

CONNECTIONS = 128
WARM, COOL = 0.5, 1.0  # seconds before and after those that count
LOST = 1_000_000  # microseconds that stand for a request that wasn't answered by the end


@dataclass(frozen=True)
class Paced:
    """Visitors of the hot links who come at their own times; `lines` and `head` are files that wrk reads."""

    lines: Path
    head: Path

    def ask(self, goal: Goal, rate: float, seconds: int) -> dict[int, int]:
        """A histogram in microseconds of each request's time since it was due. Raises Failed for a wrong answer."""
        span = f"{WARM * 1000:.0f}", f"{(WARM + seconds) * 1000:.0f}"
        arguments = self.lines, self.head, rate / THREADS, *span
        length = round(WARM + seconds + COOL + 0.5)
        with wrk("paced.lua", goal, *arguments, connections=CONNECTIONS, seconds=length) as run:
            found = run.result()
        if found["wrong"] or found["errors"]:
            raise Failed(f"Of {found['requests']} answers, {found['wrong']} were wrong, {found['errors']} broke.")
        return with_lost({int(bucket): count for bucket, count in found["counts"].items()}, round(rate * seconds))


def paced(folder: Path, links: int) -> Paced:
    lines, head = folder / "paced-lines", folder / "paced-head"
    lines.write_text("".join(f"/{link.slug} {link.target}\n" for link in hot_set(links, links)))
    write_headers(head, BARE)
    return Paced(lines, head)


def with_lost(counts: Mapping[int, int], due: int) -> dict[int, int]:
    """Those that were due and never answered are the slowest of all."""
    lost = max(0, due - sum(counts.values()) - THREADS)  # a thread's last moment may fall on either side
    return dict(counts) | ({LOST: counts.get(LOST, 0) + lost} if lost else {})


def milliseconds(counts: Mapping[int, int]) -> list[float]:
    """p50, p99 and p99.9."""
    return [percentile(counts, share) / 1000 for share in (0.5, 0.99, 0.999)]
