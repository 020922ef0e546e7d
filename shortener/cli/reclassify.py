"""`shortener clicks reclassify`: applies newer rules to stored clicks."""

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import click
import msgspec

from shortener.cli.context import opened_site
from shortener.cli.output import json_option, progress, say_json, say_table, spoken
from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.recount import log
from shortener.clicks.recount.background import ask
from shortener.clicks.recount.place import Progress
from shortener.clicks.recount.place import progress as how_far
from shortener.clicks.recount.reclassify import Pass, begin, dry_run, is_going, kept_clicks
from shortener.clicks.turns import take_turns
from shortener.clock import now_ms
from shortener.stores import Database


@click.command("reclassify")
@click.option("--dry-run", is_flag=True, help="Only say what would move.")
@click.option("--background", is_flag=True, help="Leave it to a node's worker (`shortener collect`).")
@click.option("--log", "only_log", is_flag=True, help="Only show how far it is and what was moved so far.")
@json_option
def reclassify_command(*, dry_run: bool, background: bool, only_log: bool, as_json: bool) -> None:
    """Apply the rules for visitors that are in force to the clicks that are kept.

    Class, reason, browser, system and device become what newer rules say, and every count with them. What can't be told
    from the row any more stays as it is. Collectors may run meanwhile; after an interruption the same command goes on.
    Bursts are looked for anew by the worker afterwards.
    """
    if dry_run + background + only_log > 1:
        raise click.UsageError("Only one of --dry-run, --background and --log can be had at once.")
    with opened_site() as site:
        if dry_run:
            _try(site.database, as_json=as_json)
        elif background:
            _queue(site.database, as_json=as_json)
        else:
            _show(site.database, None if only_log else _run(site.database), as_json=as_json)


def _run(database: Database) -> Progress:
    """With rests for collectors."""
    reached, taken = begin(database, now_ms()), Pass(database)
    with progress(kept_clicks(database, reached.until), "Clicks") as bar:
        bar.update(reached.looked)

        def step() -> bool:
            nonlocal reached
            looked, reached = reached.looked, taken.step(now_ms())
            bar.update(max(0, reached.looked - looked))
            return is_going(reached)

        take_turns(step, math.inf)
    return reached


def _try(database: Database, *, as_json: bool) -> None:
    now = now_ms()
    with progress(kept_clicks(database, now), "Clicks") as bar:
        reached, moves = dry_run(database, now, bar.update)
    if as_json:
        names = ("from_class", "from_reason", "to_class", "to_reason")
        told = [dict(zip(names, move, strict=True)) | {"clicks": moves[move]} for move in sorted(moves)]
        say_json({"dry_run": True, **_told(reached), "moves": told})
    else:
        _say_moves(("", "", *move, moves[move]) for move in sorted(moves))
        click.echo(_sentence(reached, "would move"))


def _queue(database: Database, *, as_json: bool) -> None:
    reached = ask(database, now_ms())
    if as_json:
        say_json({"queued": True, **_told(reached)})
    else:
        click.echo("Queued for the next worker that is free; `shortener clicks reclassify --log` shows how far it is.")


def _show(database: Database, reached: Progress | None, *, as_json: bool) -> None:
    """Without a pass of this command's own, the last one."""
    with database.read() as session:
        reached, moves = reached or how_far(session, log.RULES), log.moved(session)
    if as_json:
        told = [msgspec.structs.asdict(move) | {"day": _date(move.day)} for move in moves]
        say_json({**(_told(reached) if reached else {}), "moves": told})
        return
    _say_moves((_date(move.day), move.cause, *msgspec.structs.astuple(move)[3:]) for move in moves)
    click.echo(_sentence(reached, "moved") if reached else "Nobody has asked for a pass yet.")


def _told(reached: Progress) -> dict[str, Any]:
    told = msgspec.structs.asdict(reached)
    return {name: told[name] for name in ("rules_version", "looked", "moved", "unclear", "began_at", "finished_at")}


def _say_moves(rows: Iterable[tuple[Any, ...]]) -> None:
    shown = [(*row[:-1], f"{row[-1]:,}") for row in rows]
    if shown:
        say_table(("day", "by", "from", "reason", "to", "reason", "clicks"), shown)


def _sentence(reached: Progress, moved: str) -> str:
    unclear = f", {reached.unclear:,} can't be told any more" if reached.unclear else ""
    what = f"{spoken(reached.looked, 'click')} looked at by rules {reached.rules_version}"
    rest = "" if reached.finished_at is not None else "; more are left"
    other = "" if reached.rules_version == RULES_VERSION else f" This version has rules {RULES_VERSION}."
    return f"{what}: {reached.moved:,} {moved}{unclear}{rest}.{other}"


def _date(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()
