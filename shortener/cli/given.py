"""Options without which a question is about everything: empty ones, as of a script's unset variable, are refused."""

from typing import Any

import click
from click.core import ParameterSource


def not_empty(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """A callback for options and arguments, repeatable ones too. Raises click.BadParameter."""
    source = context.get_parameter_source(parameter.name or "")
    values = value if isinstance(value, tuple) else (value,)
    if source is ParameterSource.COMMANDLINE and not all(text.strip() for text in values):
        raise click.BadParameter("It is empty; leave it out to ask for all.")
    return value
