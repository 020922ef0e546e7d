"""`shortener stats rebuild`: counts the kept clicks again."""

import sys
from datetime import date

import click
import msgspec

from shortener.cli.context import opened_site
from shortener.cli.output import json_option, progress, say_json, say_table, spoken
from shortener.clicks.rebuild import days_to_rebuild, rebuild

MOST_SHOWN = 20


@click.command("rebuild")
@click.option("--check", is_flag=True, help="Only say what differs; exit status 1 if something does.")
@json_option
def rebuild_command(check: bool, as_json: bool) -> None:
    """Count all kept clicks again and put right what was counted wrong; there should be nothing.

    Periods whose clicks have expired, and counts carried over from another system, stay as they are.
    """
    with opened_site() as site:
        days = days_to_rebuild(site.database)
        with progress(len(days), "Counting again") as bar:
            done = rebuild(site.database, days, lambda _day: bar.update(1), write=not check)
    if as_json:
        first = None if done.first_day is None else date.fromordinal(done.first_day).isoformat()
        say_json(msgspec.structs.asdict(done) | {"first_day": first})
    else:
        shown = [(one.table, one.key, one.stored, one.counted) for one in done.differences[:MOST_SHOWN]]
        if shown:
            say_table(("what", "of", "stored", "counted"), shown)
        what = f"{spoken(done.clicks, 'click')} of {spoken(done.days, 'day')} counted again"
        put_right = "" if check or not done.different else ", put right"
        click.echo(f"{what}: {spoken(done.different, 'difference')}{put_right}.")
    sys.exit(1 if check and done.different else 0)
