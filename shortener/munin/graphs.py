"""What munin draws: each graph with its lines, and where each line's value comes from (munin's plugin protocol)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shortener.munin.source import Figures

Value = Callable[[Figures], float | None]
RATE, NOW = "DERIVE", "GAUGE"
QUANTILES = {"p50": 0.5, "p99": 0.99}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `kind` RATE is per second between two visits of the master, NOW is as it is."""

    field: str
    label: str
    value: Value
    kind: str = NOW
    warning: str = ""
    critical: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """One picture."""

    name: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    about: str


def config(graph: Graph) -> Iterator[str]:
    """What munin asks first."""
    yield f"multigraph {graph.name}"
    yield f"graph_title {graph.title}"
    yield f"graph_vlabel {graph.unit}"
    yield "graph_category shortener"
    yield "graph_args --base 1000 --lower-limit 0"
    yield f"graph_info {graph.about}"
    for line in graph.lines:
        yield f"{line.field}.label {line.label}"
        yield f"{line.field}.type {line.kind}"
        yield f"{line.field}.min 0"
        if line.warning:
            yield f"{line.field}.warning {line.warning}"
        if line.critical:
            yield f"{line.field}.critical {line.critical}"


def values(graph: Graph, figures: Figures) -> Iterator[str]:
    """What munin asks every five minutes; U is a value that nobody knows."""
    yield f"multigraph {graph.name}"
    for line in graph.lines:
        found = line.value(figures)
        number = "U" if found is None else f"{found:.0f}" if line.kind == RATE else f"{found:g}"
        yield f"{line.field}.value {number}"


def of(name: str, **labels: str) -> Value:
    """A metric's value; a sum where it has more labels than those."""

    def find(figures: Figures) -> float | None:
        found = [value for own, value in figures.get(name, {}).items() if set(labels.items()) <= set(own)]
        return sum(found) if found else None

    return find


def quantile(name: str, share: float) -> Value:
    """The upper bound of the bucket in which so many of a histogram's observations lie, in milliseconds.

    Beyond the last bound it is that one, as Prometheus has it: the slowest moments are drawn at the top, not left out.
    """

    def find(figures: Figures) -> float | None:
        buckets = sorted((float(dict(own)["le"]), value) for own, value in figures.get(f"{name}_bucket", {}).items())
        if not buckets or not buckets[-1][1]:
            return None
        wanted = share * buckets[-1][1]
        bound = next(bound for bound, count in buckets if count >= wanted)
        last = max((own for own, _ in buckets if own < float("inf")), default=0.0)
        return min(bound, last) * 1000 if last else None

    return find


OUTCOMES = {
    "go": "redirects",
    "unknown": "unknown slugs",
    "deleted": "deleted",
    "off": "switched off",
    "away": "no answer",
}
GRAPHS = (
    Graph(
        "shortener_redirects", "Redirects", "per ${graph_period}",
        tuple(
            Line(field, label, of("shortener_redirects_total", outcome=field), RATE)
            for field, label in OUTCOMES.items()
        ),
        "Answers to short URLs by how they ended.",
    ),
    Graph(
        "shortener_latency", "Time to keep a click", "milliseconds",
        tuple(
            Line(field, f"{field[1:]} % within", quantile("shortener_journal_commit_seconds", share), warning="100")
            for field, share in QUANTILES.items()
        ),
        "Writing clicks to disk, which each group of visitors waits for, between two visits of munin.",
    ),
    Graph(
        "shortener_cache", "Where slugs were found", "per ${graph_period}",
        tuple(
            Line(level, level, of("shortener_lookups_total", level=level), RATE)
            for level in ("memory", "redis", "database")
        ),
        "Memory should have by far the largest share.",
    ),
    Graph(
        "shortener_backlog", "Clicks that wait for the database", "clicks, seconds",
        (
            Line("rows", "clicks", of("shortener_journal_backlog_rows")),
            Line("lag", "seconds that the oldest waits", of("shortener_collector_lag_seconds"), warning="60",
                 critical="600"),
            Line("lost", "lost clicks", of("shortener_lost_clicks"), critical="0"),
        ),
        "The collector keeps both near nothing.",
    ),
    Graph(
        "shortener_certificate", "Days left of the certificate", "days",
        (Line("days", "days", of("certificate_days"), warning="10:", critical="3:"),),
        "It is renewed when a third of its life is left.",
    ),
    Graph(
        "shortener_ways", "How visitors come", "clicks in five minutes",
        (
            Line("direct6", "IPv6, directly", of("visitors", family="6", via="direct")),
            Line("proxied6", "IPv6, through the proxy", of("visitors", family="6", via="proxied")),
            Line("proxied4", "IPv4, through the proxy", of("visitors", family="4", via="proxied")),
            Line("unknown", "unknown, through the proxy", of("visitors", via="unknown"), warning="100"),
        ),
        "Unknown ones should be rare: the proxy doesn't say for whom it speaks.",
    ),
)  # fmt: skip
