"""What questions about clicks have in common on the command line: of which links, of what time, and how divided."""

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

import click

from shortener.cli.context import Site
from shortener.cli.given import not_empty
from shortener.cli.moments import moment
from shortener.clicks.breakdown import DIMENSIONS as COUNTED
from shortener.clock import now_ms
from shortener.parsing import BadValue, time_zone
from shortener.reports.answers import AGAINST
from shortener.reports.known import known
from shortener.reports.periods import UNITS, Period, last_days
from shortener.reports.raw import DIMENSIONS
from shortener.reports.scope import Scope
from shortener.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

SCOPE = (
    click.argument("slug", required=False, callback=not_empty),
    click.option(
        "--domain", default="", callback=not_empty, help="The domain of that link; without a link, all links on it."
    ),
    click.option("--tag", default="", callback=not_empty, help="All links with this tag."),
)
TIME = (
    click.option("--days", type=click.IntRange(1, 4000), default=30, show_default=True, help="Today included."),
    click.option("--since", metavar="DATE", help="From this date or time on, instead of --days."),
    click.option("--until", metavar="DATE", help="Up to, not including, this date or time."),
    click.option("--timezone", help="Time zone of days and hours. Default: SHORTENER_TIMEZONE."),
)
KNOWN = tuple(dict.fromkeys((*DIMENSIONS, *COUNTED)))
COUNTING = (
    click.option("--by", "dimensions", multiple=True, type=click.Choice(KNOWN), help="Divide by this; repeatable."),
    click.option("--per", "unit", type=click.Choice(UNITS), help="Clicks of each quarter (of an hour) to month."),
    click.option("--where", multiple=True, metavar="NAME=VALUE", help="Only clicks such as country=GB; repeatable."),
    click.option(
        "--compare", "against", type=click.Choice(AGAINST),
        help="With the period of the same length just before, or of the year before.",
    ),
)  # fmt: skip


def of_links(command: Command) -> Command:
    """SLUG, --domain, --tag; the command hands them to `scope_of`."""
    return _with(command, SCOPE)


def of_time(command: Command) -> Command:
    """--days, --since, --until, --timezone; the command hands them to `period_of`."""
    return _with(command, TIME)


def of_counts(command: Command) -> Command:
    """--by, --per, --where, --compare as dimensions, unit, where, against; `pairs_of` takes --where apart."""
    return _with(command, COUNTING)


def pairs_of(where: tuple[str, ...]) -> dict[str, str]:
    """NAME=VALUE by name."""
    return dict(_pair(text) for text in where)


def scope_of(site: Site, slug: str | None, domain: str, tag: str) -> Scope:
    """Raises NotFound for a link, a tag or a domain that isn't there."""
    if slug and tag:
        raise click.UsageError("A link and --tag can't be asked for together.")
    if slug:
        return Scope(link_id=site.link(slug, domain, deleted=True).id)
    with site.database.read() as session:
        return known(session, Scope(tag=tag) if tag else Scope(domain=domain))


def period_of(site: Site, *, days: int, since: str | None, until: str | None, timezone: str | None) -> Period:
    """Whole days up to today's end, or what --since and --until say."""
    settings = _in_zone(site.settings, timezone)
    whole = last_days(days, settings.timezone, now_ms())
    first, end = moment(since, "--since", settings), moment(until, "--until", settings)
    if first is None and end is not None:
        raise click.UsageError("--until needs --since.")
    return Period(whole.since_ms if first is None else first, whole.until_ms if end is None else end, settings.timezone)


def _in_zone(settings: Settings, timezone: str | None) -> Settings:
    if timezone is None:
        return settings
    try:
        return dataclasses.replace(settings, timezone=time_zone(timezone))
    except BadValue as error:
        raise click.BadParameter(f"{timezone!r}: {error}.", param_hint="--timezone") from error


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} is not of the form NAME=VALUE.", param_hint="--where")
    return name, value


def _with(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
