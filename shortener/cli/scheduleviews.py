"""How schedules and their runs are shown: as rows for people and as data for programs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
import msgspec

from shortener.cli.output import spoken
from shortener.reports.moments import iso_ms, iso_or_none
from shortener.schedules.register import ScheduleView
from shortener.schedules.runs import RunView

Table = tuple[Sequence[str], Sequence[Sequence[object]]]
TIMES = ("begun_at", "made_at", "mailed_at", "ended_at")


def schedule_facts(schedule: ScheduleView) -> dict[str, Any]:
    return {
        "name": schedule.name,
        "every": schedule.every,
        **schedule.asked.words(),
        "format": schedule.asked.shape.ending,
        "bom": schedule.asked.bom,
        "mail_to": schedule.mail_to,
        "created_at": iso_ms(schedule.created_at),
    }


def run_facts(run: RunView | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return msgspec.structs.asdict(run) | {name: iso_or_none(getattr(run, name)) for name in TIMES}


def schedule_rows(found: Sequence[ScheduleView], last: Mapping[str, RunView | None]) -> Table:
    rows = [
        (one.name, one.every, _words(one), one.asked.shape.ending, " ".join(one.mail_to), _state(last[one.name]))
        for one in found
    ]
    return ("name", "every", "what", "format", "mail to", "last"), rows


def run_rows(found: Sequence[RunView], shown: Callable[[int | None], str | None]) -> Table:
    rows = [
        (run.schedule, run.period, shown(run.ended_at or run.begun_at), "" if run.about is None else run.about.rows,
         run.file, "" if run.about is None else run.about.sha256, " ".join(filter(None, (run.error, run.note))))
        for run in found
    ]  # fmt: skip
    return ("name", "period", "when", "rows", "file", "SHA-256", "trouble"), rows


def say_run(run: RunView) -> None:
    if run.about is not None:
        click.echo(f"{spoken(run.about.rows, 'row')} written to {run.file}.")
        click.echo(f"SHA-256 {run.about.sha256}")
    if run.mailed_at is not None:
        click.echo("Sent by mail.")
    if run.note:
        click.echo(run.note, err=True)


def _words(schedule: ScheduleView) -> str:
    what, *more = schedule.asked.words().items()
    return " ".join([what[1], *(f"{name}: {word}" for name, word in more)])


def _state(run: RunView | None) -> str:
    if run is None:
        return ""
    return f"{run.period}: {run.error or ('done' if run.ended_at else 'under way')}"
