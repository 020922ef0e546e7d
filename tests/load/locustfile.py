"""A believable day for locust: who comes, to which nodes, and where the result goes."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from urllib.parse import urlsplit

from locust import events
from locust.env import Environment

from tests.load.day import DAY
from tests.load.people import Editor, Exporter
from tests.load.result import Kind, Result, Wrong
from tests.load.visitors import Bot, Visitor

__all__ = ["Bot", "Editor", "Exporter", "Visitor"]


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--node", type=node, action="append", required=True, help="NAME=ADDRESS; several, one each")
    parser.add_argument("--result", type=Path, required=True, help="Where to write what was seen.")


def node(text: str) -> str:
    """Nobody else's server is ever loaded."""
    name, _, address = text.partition("=")
    if not name or urlsplit(address).hostname != "localhost":
        raise ArgumentTypeError(f"{text} is not NAME=http://localhost:PORT; only this machine itself may be loaded.")
    return text


def open_day(environment: Environment, **_: object) -> None:
    if environment.parsed_options is not None:
        DAY.open(environment.parsed_options.node)


def close_day(environment: Environment, **_: object) -> None:
    if environment.parsed_options is None or environment.runner is None:
        return
    stats, raised = environment.stats, environment.runner.exceptions.values()
    kinds = [
        Kind(
            entry.name,
            entry.num_requests,
            entry.num_failures,
            entry.get_response_time_percentile(0.5) or 0,
            entry.get_response_time_percentile(0.99) or 0,
            entry.max_response_time,
        )
        for entry in sorted(stats.entries.values(), key=lambda entry: entry.name)
    ]
    wrong = [Wrong(error.name, str(error.error), error.occurrences) for error in stats.errors.values()]
    wrong += [Wrong("the crowd itself", str(error["msg"]), error["count"]) for error in raised]
    result = Result(kinds, wrong, list(DAY.answered.items()), DAY.truth.changes, DAY.stalest)
    result.write(environment.parsed_options.result)


events.init_command_line_parser.add_listener(add_options)
events.init.add_listener(open_day)
events.quitting.add_listener(close_day)
