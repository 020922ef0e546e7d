"""A group whose commands are loaded when somebody asks for them, because loading all takes longer than most do."""

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import click


class Place(NamedTuple):
    """Where a command is, as module:name, and the sentence that stands beside it in a list of commands."""

    at: str
    says: str


def load(at: str) -> Any:
    """What is at module:name."""
    module, _, name = at.partition(":")
    return getattr(importlib.import_module(module), name)


class LazyGroup(click.Group):
    """`places` says of each command where it is and what it does, so that the list of them loads none."""

    def __init__(self, *arguments: Any, places: Mapping[str, Place], **words: Any) -> None:
        super().__init__(*arguments, **words)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        place = self.places.get(cmd_name)
        found = load(place.at) if place else None
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What click writes, from the sentences of the table."""
        room = formatter.width - 6 - max(len(name) for name in self.places)
        rows = [(name, self._said(name).get_short_help_str(room)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _said(self, name: str) -> click.Command:
        return click.Command(name, help=self.places[name].says)
