"""What was wrong with a day, a sentence each: answers, clicks, audits, logs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.load.result import Answered, Result

SHOWN = 12
EVERY_DAY = ("redirect", "redirect of a bot, HEAD", "unknown slug", "admin: edit", "admin: export")
ERRORS = ('"level": "error"', '"level": "critical"')
CRASHES = ("Traceback", "Fatal Python error")  # who dies of an error doesn't tell it in JSON


def problems(result: Result, stored: Counter[Answered], audits: dict[str, dict[str, Any]], log: list[str]) -> list[str]:
    """Nothing when each answer was right and each redirect is one click."""
    return [*_wrong(result), *_clicks(result.redirects, stored), *_audits(audits, stored.total()), *_logged(log)]


def _wrong(result: Result) -> Iterator[str]:
    often = sorted(result.wrong, key=lambda wrong: -wrong.times)
    yield from _first([f"{wrong.times} × {wrong.kind}: {wrong.sentence}." for wrong in often])
    came = {kind.name for kind in result.kinds if kind.requests}
    if missing := [name for name in EVERY_DAY if name not in came]:
        yield f"This was no day, for nothing came of this kind: {', '.join(missing)}."


def _clicks(answered: Counter[Answered], stored: Counter[Answered]) -> Iterator[str]:
    """One by one: two that make up for each other, here lost and there double, are two."""
    lost, extra = answered - stored, stored - answered
    if lost:
        yield f"{lost.total()} × a click is lost, such as {_example(lost)}."
    if extra:
        yield f"{extra.total()} × a click is stored that no visitor knows of, such as {_example(extra)}."


def _audits(audits: dict[str, dict[str, Any]], rows: int) -> Iterator[str]:
    for node, audit in audits.items():
        for problem in audit["problems"]:
            yield f"The audit of node {node}: {problem}"
        for name in ("waiting", "lost", "set_aside"):
            if audit[name]:
                yield f"The audit of node {node}: {audit[name]} clicks are {name.replace('_', ' ')}."
        if audit["rows"] != rows:
            yield f"The audit of node {node} counts {audit['rows']} clicks, but {rows} are exported."


def _logged(log: list[str]) -> Iterator[str]:
    errors = [line for line in log if line.startswith(CRASHES) or any(mark in line for mark in ERRORS)]
    yield from _first([f"A node logged: {error[:500]}" for error in errors])


def _first(sentences: list[str]) -> list[str]:
    left = len(sentences) - SHOWN
    return sentences[:SHOWN] + ([f"And {left} more like these."] if left > 0 else [])


def _example(clicks: Counter[Answered]) -> str:
    one = min(clicks)
    return f"{one.method} /{one.slug} to {one.target} at node {one.node}"
