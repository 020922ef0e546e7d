"""What was measured, for people and for programs; bench/README.md says how to read it."""

from collections.abc import Sequence

import msgspec

from bench.collector import Stored
from bench.half import Pace
from bench.run import Clicks, Row
from bench.whole import Result

ROW = (
    *("what answers", "workers", "links", "slugs", "conn.", "req/s", "of nginx", "p50", "p99", "p99.9", "p99/nginx"),
    *("CPU µs", "collector µs", "MB/worker", "collector"),
)
PACE = ("at half of capacity", "beside", "req/s", "p50", "p99", "p99.9")
STORED = ("the collector into", "rows", "rows/s", "CPU µs a row", "MiB at most")
CLICKS = ("clicks", "answered", "received", "stored", "waiting", "lost")
BROWSER, NONE = "a browser's headers", "-"


def as_json(result: Result) -> bytes:
    return msgspec.json.format(msgspec.json.encode(result)) + b"\n"


def as_text(result: Result) -> str:
    machine = result.machine
    facts = (
        f"{machine.cores} cores, Linux {machine.kernel}, Python {machine.python}; load average before:"
        f" {machine.load:.1f}; one fsync: {machine.fsync * 1000:.2f} ms"
    )
    tables = (
        _table(ROW, [_row(row) for row in result.rows]),
        _table(PACE, [_pace(pace) for pace in result.paces]),
        _table(CLICKS, [_clicks(clicks) for clicks in result.clicks]),
        *([_table(STORED, [_stored(stored) for stored in result.stored])] if result.stored else []),
    )
    return "\n\n".join([facts, *tables, "\n".join(map(str, result.verdicts))])


def _row(row: Row) -> tuple[str, ...]:
    service, load = row.service, row.load
    return (
        service.name + (f", {BROWSER}" if load.browser else ""),
        *(str(service.workers), f"{service.links:,}", load.spread, str(load.connections)),
        *(f"{row.rate:,.0f}", f"{row.ratio:.3f}", f"{row.p50:.2f}", f"{row.p99:.2f}", f"{row.p999:.2f}"),
        f"{row.p99_ratio:.1f}",
        "+".join(f"{used:.0f}" for name, used in row.cpu.items() if name != "collector"),
        f"{row.cpu['collector']:.0f}" if "collector" in row.cpu else NONE,
        f"{sum(row.memory) / len(row.memory):.0f}" if row.memory else NONE,
        NONE if row.nice is None else f"nice {row.nice}",
    )


def _pace(pace: Pace) -> tuple[str, ...]:
    times = f"{pace.p50:.2f}", f"{pace.p99:.2f}", f"{pace.p999:.2f}"
    return pace.name, "an export" if pace.exporting else NONE, f"{pace.rate:,.0f}", *times


def _stored(found: Stored) -> tuple[str, ...]:
    figures = f"{found.rows:,}", f"{found.rows_per_second:,.0f}", f"{found.cpu:.1f}", f"{found.peak:.0f}"
    return f"{found.store}{' bare' if found.bare else ''}", *figures


def _clicks(found: Clicks) -> tuple[str, ...]:
    counts = found.answered, found.received, found.stored, found.waiting, found.lost
    return found.service, *(f"{count:,}" for count in counts)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as they need to be; the first is text, the others are figures."""
    widths = [max(len(line[place]) for line in (head, *rows)) for place in range(len(head))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in (head, *rows)
    )
