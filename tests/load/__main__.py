"""`make load`: a day's visitors in a minute, at two nodes with one PostgreSQL and one Redis; one wrong answer fails."""

import os
import signal
import sys
import tempfile
from pathlib import Path

import click
import pytest

from tests.load import crowd, habits, verdict
from tests.load.nodes import Nodes, started
from tests.load.report import Report, as_text

FEWEST = 8  # the editor, the exporter, and so many who follow links that one is a bot
PLANTS = ("target", "click")
ELSEWHERE = "https://elsewhere.example/"
PLANTED = 3  # links, so that one is asked for on the shortest day, even when the editor gets to another of them first


@click.command()
@click.option("--seconds", type=click.IntRange(1, 86_400), default=60, show_default=True, help="How long the day is.")
@click.option(
    "--users", type=click.IntRange(FEWEST, 2000), default=64, show_default=True, help="How many come at the same time."
)
@click.option("--json", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures to this file.")
@click.option("--plant", type=click.Choice(PLANTS), help="Make this wrong on purpose; the command must fail then.")
def main(*, seconds: int, users: int, path: Path | None, plant: str | None) -> None:
    """Send a believable day's visitors to two nodes, started here; exit status 1 when one answer or click is wrong."""
    if path and not os.access(path.parent, os.W_OK):
        raise click.BadParameter(f"{path.parent} is no folder that can be written in.", param_hint="--json")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    links = habits.targets()
    if plant == "target":
        links |= dict.fromkeys(habits.most_printed(PLANTED), ELSEWHERE)
    try:
        with tempfile.TemporaryDirectory(prefix="load") as folder, started(Path(folder), links) as nodes:
            report = spend(nodes, Path(folder), seconds, users, plant)
    except (RuntimeError, AssertionError, pytest.skip.Exception) as error:
        raise click.ClickException(str(error)) from error
    if path:
        report.write(path)
    click.echo(as_text(report))
    for problem in report.problems:
        click.echo(problem, err=True)
    sys.exit(1 if report.problems else 0)


def spend(nodes: Nodes, folder: Path, seconds: int, users: int, plant: str | None) -> Report:
    """One day, and what is left of it."""
    result = crowd.visit(nodes, folder, seconds=seconds, users=users)
    if plant == "click":
        nodes.audits()
        nodes.lose_a_click()
    audits, stored = nodes.audits(), nodes.stored()
    problems = verdict.problems(result, stored, audits, nodes.log())
    totals = result.redirects.total(), stored.total()
    return Report(seconds, users, result.kinds, result.changes, result.stalest, *totals, problems)


if __name__ == "__main__":
    main()
