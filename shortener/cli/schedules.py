"""`shortener export schedule`: exports that are made by themselves, into a folder and by mail."""

from typing import Any

import click

from shortener.cli.asking import of_counts, pairs_of
from shortener.cli.comparing import sides_of
from shortener.cli.context import Site, opened_site
from shortener.cli.given import not_empty
from shortener.cli.moments import shown_time
from shortener.cli.output import json_option, progress, say_json, say_table
from shortener.cli.scheduleviews import run_facts, run_rows, say_run, schedule_facts, schedule_rows
from shortener.clock import now_ms
from shortener.reports.export.order import FORMS
from shortener.reports.periods import BadPeriod, Period
from shortener.reports.top import MOST
from shortener.schedules import register, runs
from shortener.schedules.answers import table_of
from shortener.schedules.asked import WHATS, Asked
from shortener.schedules.job import run_now
from shortener.schedules.making import expected
from shortener.schedules.plan import EVERY, Every, last_whole, period_of
from shortener.schedules.register import ScheduleView
from shortener.schedules.steps import export_folder, mail_settings

name_argument = click.argument("name")


@click.group("schedule")
def schedule_group() -> None:
    """Exports of each day or month, made by the node's worker when it is over: in SHORTENER_EXPORT_DIR, and by mail."""


@schedule_group.command("add")
@name_argument
@click.argument("what", type=click.Choice(WHATS))
@click.option("--every", type=click.Choice(EVERY), default="day", show_default=True, help="In SHORTENER_TIMEZONE.")
@click.option("--format", "form", type=click.Choice(FORMS), default="csv", show_default=True, help="Kind of file.")
@click.option("--gzip", is_flag=True, help="Packed; clicks as csv and ndjson only.")
@click.option("--bom", is_flag=True, help="With a byte order mark; clicks as csv only.")
@click.option(
    "--link", "slugs", metavar="SLUG", multiple=True, callback=not_empty, help="Of this link; repeatable for compare."
)
@click.option(
    "--domain", default="", callback=not_empty, help="The domain of those links; without a link, all links on it."
)
@click.option(
    "--tag", "tags", multiple=True, callback=not_empty, help="Of links with this tag; repeatable for compare."
)
@of_counts
@click.option("--people", is_flag=True, help="The most followed in the order of clicks by people.")
@click.option("--limit", type=click.IntRange(1, MOST), help="How many of the most followed. Default: 20.")
@click.option("--mail-to", metavar="ADDRESS", multiple=True, help="Send it there; repeatable.")
@json_option
def add_command(*, name: str, every: Every, mail_to: tuple[str, ...], as_json: bool, **words: Any) -> None:
    """Make an export of each day or month, from the one that runs now on.

    WHAT is clicks, one row a click, or a report of `shortener stats`: stats (its clicks), compare, top, tags, hours or
    ipv6. The file is called NAME-2026-11-27.csv, or NAME-2026-11.csv for a month.
    """
    with opened_site() as site:
        export_folder(site.settings)
        if mail_to:
            mail_settings(site.settings)
        zone, now = site.settings.timezone, now_ms()
        asked = _asked(site, **words)
        with site.database.write() as session:
            added = register.add(session, name, every, asked, mail_to, zone=zone, now=now)
            if asked.what != "clicks":  # a question that can't be answered is refused now, not at night
                table_of(session, asked, last_whole(every, zone, now))
    if as_json:
        say_json(schedule_facts(added))
    else:
        click.echo(f"{name} is made of each {every}, from the one that runs now on.")


@schedule_group.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """Every schedule, and what came of it last."""
    with opened_site() as site, site.database.read() as session:
        found = register.everything(session)
        last = {one.name: next(iter(runs.latest(session, one.name, 1)), None) for one in found}
    if as_json:
        say_json([schedule_facts(one) | {"last_run": run_facts(last[one.name])} for one in found])
    elif found:
        say_table(*schedule_rows(found, last))


@schedule_group.command("runs")
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(1, runs.MOST_SHOWN), default=30, show_default=True, help="How many.")
@json_option
def runs_command(name: str | None, limit: int, as_json: bool) -> None:
    """What was made, the latest first: when, file, rows, checksum, and what went wrong."""
    with opened_site() as site, site.database.read() as session:
        if name is not None:
            register.find(session, name)
        found = runs.latest(session, name, limit)
        if as_json:
            say_json([run_facts(run) for run in found])
        elif found:
            say_table(*run_rows(found, lambda at: shown_time(at, site.settings)))


@schedule_group.command("remove")
@name_argument
def remove_command(name: str) -> None:
    """End a schedule and forget its runs; its files stay."""
    with opened_site() as site, site.database.write() as session:
        register.remove(session, name)
    click.echo(f"{name} is not made any more; its files stay.")


@schedule_group.command("run")
@name_argument
@click.option("--period", metavar="DATE", help="A day: 2026-11-27, or a month: 2026-11. Default: the last whole one.")
@click.option("--no-mail", is_flag=True, help="Make the file only.")
@json_option
def run_command(name: str, period: str | None, no_mail: bool, as_json: bool) -> None:
    """Make one now, also one that was made before."""
    with opened_site() as site:
        with site.database.read() as session:
            schedule = register.find(session, name)
            wanted = _period(schedule, period, site.settings.timezone)
            length = expected(session, schedule.asked, wanted)
        with progress(length, "Exporting") as bar:
            done = run_now(site.database, site.settings, schedule, wanted, bar.update, mail=not no_mail)
    if as_json:
        say_json(run_facts(done))
    else:
        say_run(done)


def _asked(site: Site, *, slugs: tuple[str, ...], domain: str, where: tuple[str, ...], **words: Any) -> Asked:
    """Raises NotFound for a link that isn't there."""
    links = tuple(sides_of(site, slugs, domain, ()))
    return Asked(links=links, domain="" if links else domain, where=tuple(pairs_of(where).items()), **words)


def _period(schedule: ScheduleView, text: str | None, zone: str) -> Period:
    now = now_ms()
    if text is None:
        return last_whole(schedule.every, zone, now)
    try:
        wanted = period_of(schedule.every, text, zone)
    except (ValueError, BadPeriod) as error:
        example = "2026-11" if schedule.every == "month" else "2026-11-27"
        raise click.BadParameter(
            f"{text!r} is no {schedule.every} such as {example}.", param_hint="--period"
        ) from error
    if wanted.until_ms > now:
        raise click.BadParameter(f"{text} isn't over.", param_hint="--period")
    return wanted
