"""The options that say what a link is, shared by the commands that make and change one."""

from collections.abc import Callable
from typing import Any, TypeVar

import click
from msgspec import UNSET

from shortener.cli.moments import moment
from shortener.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

domain_option = click.option("--domain", default="", metavar="HOST", help="The link's domain, if not the default one.")
reason_option = click.option("--reason", default="", help="Why; kept in the link's history.")

OPTIONS = (
    click.option("--title", help="What people call it."),
    click.option("--notes", help="Anything worth remembering."),
    click.option("--tag", "tags", multiple=True, help="A word to find it by; may be given again. Empty: no tags."),
    click.option("--status", help="HTTP status of the redirect, 301 to 308; empty: the site's setting."),
    click.option("--forward-query/--drop-query", default=None, help="Whether ?… of the visitor is sent on."),
    click.option("--starts", metavar="DATE", help="Works from this date or time on; empty: always."),
    click.option("--ends", metavar="DATE", help="Works until this date or time; empty: for ever."),
    click.option("--enabled/--disabled", default=None, help="Whether it works."),
    click.option("--printed/--not-printed", default=None, help="Printed links change only with a reason."),
    click.option("--printed-reason", help="Where it is printed."),
    click.option("--public-stats/--no-public-stats", default=None, help="Whether everybody sees its clicks at …+."),
)


def field_options(command: Command) -> Command:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def fields_of(options: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The fields that were given, as Draft and Edit name them; those left out are UNSET."""
    given = {name: UNSET if value is None or value == () else value for name, value in options.items()}
    fields = {name: value for name, value in given.items() if name not in {"starts", "ends"}}
    for name in ("starts", "ends"):
        fields[f"{name}_at"] = UNSET if options[name] is None else moment(options[name], f"--{name}", settings)
    if given["tags"] is not UNSET:
        fields["tags"] = tuple(tag for tag in given["tags"] if tag)
    if given["status"] is not UNSET:
        fields["status"] = _status(given["status"])
    return fields


def _status(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 3):
        raise click.BadParameter(f"{text!r} is not a number such as 302.", param_hint="--status")
    return int(text)
