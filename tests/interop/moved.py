"""Moves a dump in, as the command does, and says what came of it."""

import io
from pathlib import Path

import msgspec

from shortener.clicks.steps import Knowledge
from shortener.interop.yourls.dump import Dump
from shortener.interop.yourls.moving import Counts, Move
from shortener.interop.yourls.report import Finding, Report
from shortener.interop.yourls.survey import survey
from shortener.links.library import Library
from shortener.stores import Database
from tests.interop.yourls import ODD, ODD_VISITS

ALL_ODD: dict[tuple[str, str, str], str] = {
    ("link", verdict, url.keyword): words for url, (verdict, words) in ODD.items()
} | {("click", "left out", str(log.click_id)): words for log, words in ODD_VISITS.items()}


def move(path: Path, library: Library, database: Database, *, dry_run: bool = False) -> tuple[Counts, list[Finding]]:
    sink = io.StringIO()
    home = library.domains()[0]
    moving = Move(Dump(path), survey(Dump(path), print_none), home, Report(sink, lines=True), dry_run=dry_run)
    moving.links(library, database, print_none)
    moving.log(database, "UTC", Knowledge(), print_none)
    return moving.counts, findings(sink.getvalue())


def findings(lines: str) -> list[Finding]:
    return [msgspec.json.decode(line, type=Finding) for line in lines.splitlines()]


def check_findings(found: list[Finding]) -> None:
    """Exactly the planted oddities, each once, and each with its reason."""
    said: dict[tuple[str, str, str], str]
    said = {(one.kind, one.verdict, str(one.number) if one.kind == "click" else one.keyword): one.what for one in found}
    assert said.keys() == ALL_ODD.keys()
    assert len(said) == len(found)
    for key, words in ALL_ODD.items():
        assert words in said[key], (key, said[key])


def print_none(_bytes: int) -> None:
    """Nobody waits for the end."""
