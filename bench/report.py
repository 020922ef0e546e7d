"""What was measured, as a table for people."""

from collections.abc import Sequence

from bench.run import Clicks, Row

COLUMNS = (
    "what answers", "wk", "links", "slugs", "conn", "req/s", "x nginx", "p50", "p99", "p99.9", "p99 x", "CPU us",
    "coll us", "MB/wk", "collector",
)  # fmt: skip


def table(rows: Sequence[Row]) -> str:
    """Columns as wide as they need to be; bench/README.md says what each means."""
    lines = [COLUMNS, *map(_cells, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    return "\n".join(_line(line, widths) for line in lines)


def clicks_table(found: Sequence[Clicks]) -> str:
    return "\n".join(
        f"{one.service}: {one.answered:,} redirects answered, {one.received:,} clicks received = {one.stored:,} stored"
        f" + {one.waiting:,} waiting, {one.lost} lost"
        for one in found
    )


def _cells(row: Row) -> tuple[str, ...]:
    collector = "no" if row.nice is None else f"nice {row.nice}"
    return (
        row.name + (" (browser's headers)" if row.browser else ""),
        str(row.workers),
        f"{row.links:,}",
        row.spread,
        str(row.connections),
        f"{row.rate:,.0f}",
        f"{row.ratio:.3f}",
        f"{row.p50:.2f}",
        f"{row.p99:.2f}",
        f"{row.p999:.2f}",
        f"{row.p99_ratio:.1f}",
        f"{sum(used for name, used in row.cpu.items() if name != 'collector'):.1f}",
        f"{row.cpu['collector']:.1f}" if "collector" in row.cpu else "-",
        f"{sum(row.memory) / len(row.memory):.0f}" if row.memory else "-",
        collector,
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        cell.ljust(width) if place == 0 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
