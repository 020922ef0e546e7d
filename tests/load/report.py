"""A day as a table for people and as JSON for programs."""

from pathlib import Path

import msgspec

from tests.load.result import Kind

TITLES = ("requests", "failures", "p50 ms", "p99 ms", "worst ms")


class Report(msgspec.Struct, frozen=True):
    """`redirects` are answers, `clicks` what is stored; times in milliseconds, but `stalest` in seconds."""

    seconds: int
    users: int
    kinds: list[Kind]
    changes: int
    stalest: float
    redirects: int
    clicks: int
    problems: list[str]

    def write(self, path: Path) -> None:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self)) + b"\n")


def as_text(report: Report) -> str:
    width = max((len(kind.name) for kind in report.kinds), default=0)
    head = " ".join([" " * width, *(f"{title:>9}" for title in TITLES)])
    rows = [
        f"{kind.name:<{width}} {kind.requests:9,} {kind.failures:9,} {kind.p50:9.0f} {kind.p99:9.0f} {kind.worst:9.0f}"
        for kind in report.kinds
    ]
    asked = sum(kind.requests for kind in report.kinds)
    day = f"{asked:,} requests in {report.seconds} s, {asked / report.seconds:,.0f}/s."
    news = f"{report.changes:,} changes of links; the latest old answer came {report.stalest:.2f} s after one."
    clicks = f"{report.redirects:,} redirects were answered; {report.clicks:,} clicks are stored."
    verdict = [] if report.problems else ["All is right."]
    return "\n".join([head, *rows, "", day, news, clicks, *verdict])
