"""The options that say which links are listed, and the query that they make."""

from collections.abc import Callable
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from shortener.accounts import people
from shortener.cli.moments import moment
from shortener.links.views import STATES
from shortener.reports.linkquery import CLICKED, NOBODY, PRINTED, RENAMED, SILENT, TIMED, LinkQuery
from shortener.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = (
    click.option("--search", default="", help="Words in slug, target, title or notes."),
    click.option("--domain", default="", metavar="HOST", help="Only links of this domain."),
    click.option("--tag", default="", help="Only links with this tag."),
    click.option(
        "--state",
        type=click.Choice(STATES),
        help="Only links in this state.",
    ),
    click.option("--owner", metavar="NAME", help="Only links of this person; empty: those that belong to nobody."),
    click.option("--since", metavar="DATE", help="Only links made from this date or time on."),
    click.option("--until", metavar="DATE", help="Only links made before this date or time."),
    click.option(
        "--kind",
        type=click.Choice([PRINTED, TIMED, RENAMED]),
        help="Only printed ones, those that start or end some day, or those that an old slug leads to.",
    ),
    click.option("--clicks", type=click.Choice([CLICKED, SILENT]), help="Only links that were clicked, or never."),
)


def filter_options(command: Command) -> Command:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def query_of(session: Session, settings: Settings, options: dict[str, Any]) -> LinkQuery:
    """Of those options and others that LinkQuery has by the same name."""
    given = dict(options)
    since, until, owner = given.pop("since"), given.pop("until"), given.pop("owner")
    plain: dict[str, Any] = {name: "" if value is None else value for name, value in given.items()}
    return LinkQuery(
        since_ms=moment(since, "--since", settings),
        until_ms=moment(until, "--until", settings),
        owner=None if owner is None else _person(session, owner),
        **plain,
    )


def _person(session: Session, name: str) -> int:
    if not name:
        return NOBODY
    found = people.find(session, name)
    if found is None:
        raise click.BadParameter(f"There is nobody called {name!r}; see `shortener user list`.", param_hint="--owner")
    return found.id
