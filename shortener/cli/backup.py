"""`shortener backup` and `shortener restore`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from shortener.backup.archive import Repository
from shortener.backup.keep import put_back, save
from shortener.backup.snapshot import Manifest
from shortener.cli.context import settings_with_warnings
from shortener.cli.output import json_option, say_json, say_table


@click.command("backup")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file, not the repository.")
@click.option("--list", "listed", is_flag=True, help="Only say what is in the repository.")
@json_option
def backup_command(output: Path | None, listed: bool, as_json: bool) -> None:
    """Save database, waiting clicks and secret key while everything goes on.

    The copy goes encrypted into the restic repository of SHORTENER_BACKUP_REPOSITORY, or with --output, as it is, into
    a file that only you can read.
    """
    settings = settings_with_warnings()
    if listed:
        _say_snapshots(Repository(settings), as_json=as_json)
        return
    _say(save(settings, output), "Saved", as_json=as_json)


@click.command("restore")
@click.argument("source", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--snapshot", default="latest", show_default=True, help="Which one of the repository.")
@click.option("--node", default="", help="Whose newest one, where it isn't this node's.")
@click.option("--replace", is_flag=True, help="Give up the links and clicks that are here now.")
@json_option
def restore_command(source: Path | None, snapshot: str, node: str, replace: bool, as_json: bool) -> None:
    """Put back what `shortener backup` saved, from a file or from the repository.

    The services must be stopped, here and on every node that shares the database.
    """
    settings = settings_with_warnings()
    _say(put_back(settings, source, snapshot, node, replace=replace), "Put back", as_json=as_json)


def _say(made: Manifest, what: str, *, as_json: bool) -> None:
    if as_json:
        say_json(made)
    else:
        click.echo(f"{what}: {made.database} database and journals of {made.node}, as of {_spoken(made.at)}.")


def _say_snapshots(repository: Repository, *, as_json: bool) -> None:
    found = repository.snapshots()
    if as_json:
        say_json(found)
    else:
        say_table(("id", "time", "node"), [(one["short_id"], one["time"][:19], one["hostname"]) for one in found])


def _spoken(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
