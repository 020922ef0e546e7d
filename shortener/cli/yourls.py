"""`shortener import yourls`: a whole site of YOURLS from a dump of its database and its config.php."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import click

from shortener.accounts.roles import EDITOR, ROLES
from shortener.cli.context import Site, opened_site
from shortener.cli.files import sink_for
from shortener.cli.output import json_option, progress
from shortener.cli.yourlssource import opened_source
from shortener.cli.yourlsviews import Moved, say_moved, say_moved_json
from shortener.clicks.knowledge import knowledge_of
from shortener.interop.yourls.config import BadConfig, Config, read_config
from shortener.interop.yourls.moving import Move
from shortener.interop.yourls.report import LEFT_OUT, Report
from shortener.interop.yourls.settled import next_id, settings_of
from shortener.interop.yourls.source import Progress, Source
from shortener.interop.yourls.survey import Survey, survey
from shortener.interop.yourls.users import add_users
from shortener.links.errors import NotFound, shown
from shortener.links.views import DomainView
from shortener.net.hosts import canonical_host

LINES = {".json", ".jsonl", ".ndjson"}
T = TypeVar("T")
path_option = click.Path(path_type=Path)


@click.command("yourls")
@click.argument("source")
@click.option("--config", type=path_option, help="config.php of the site: its people move in, its settings are named.")
@click.option("--password-file", type=path_option, help="Read the database's password from this file's first line.")
@click.option("--prefix", help="How its tables begin, where the dump has several sites in it.")
@click.option("--domain", default="", help="The domain that gets the links; the default one unless it is named.")
@click.option("--role", type=click.Choice(ROLES), default=EDITOR, show_default=True, help="What its people may do.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--report", type=path_option, help="Write each row that isn't simply in to this file: CSV, or .jsonl.")
@click.option("--settings-file", type=path_option, help="Write its settings to this file, the secret one too.")
@json_option
def yourls_command(
    *,
    source: str,
    config: Path | None,
    password_file: Path | None,
    prefix: str | None,
    domain: str,
    role: str,
    dry_run: bool,
    report: Path | None,
    settings_file: Path | None,
    as_json: bool,
) -> None:
    """Move a site of YOURLS in from a dump of its database, or from the database.

    A dump is one of mysqldump, plain or gzip; no MySQL server is needed, and nothing in it is executed. A database is
    named by its URL (mysql://yourls@[::1]/yourls); its password is asked for, or read from standard input, and nothing
    is written there. All of it is checked before anything is changed here. Links keep slug, target, title and time; a
    link that is here already is never changed. The click log goes into clicks and all that is counted of them. Run it
    again, with the same source or a later one, and only what is new comes in. Exit status 1: something was left out.
    """
    if settings_file and config is None:
        raise click.UsageError("Settings come from config.php: add --config.")
    told = _reading(config) if config else Config()
    with (
        opened_source(source, prefix, password_file) as theirs,
        opened_site() as site,
        _reporting(report) as tell,
    ):
        home = _home(site, domain)
        found = _each(theirs, "Checking", lambda heard: survey(theirs, heard), hidden=as_json)
        move = Move(theirs, found, home, tell, dry_run=dry_run)
        _each(theirs, "Links", lambda heard: move.links(site.library, site.database, heard), hidden=as_json)
        known, zone = knowledge_of(site.settings), site.settings.timezone
        _each(theirs, "Clicks", lambda heard: move.log(site.database, zone, known, heard), hidden=as_json)
        _go_on(site, home, found, dry_run=dry_run)
        people = _people(site, told, role, tell, dry_run=dry_run)
    settings = settings_of(told, found.options, found.characters) if config else {}
    if settings_file:
        _write_down(settings_file, settings)
    moved = Moved(move.counts, people, tell.counts, found, told, settings, dry_run)
    (say_moved_json if as_json else say_moved)(moved)
    sys.exit(1 if any(verdict == LEFT_OUT for _, verdict, _ in tell.counts) else 0)


def _reading(file: Path) -> Config:
    try:
        return read_config(file)
    except BadConfig as error:
        raise BadConfig(f"{file} {error}") from error


@contextlib.contextmanager
def _reporting(file: Path | None) -> Iterator[Report]:
    if file is None:
        yield Report()
        return
    with sink_for(file) as sink:
        yield Report(sink, lines=file.suffix in LINES)


def _home(site: Site, domain: str) -> DomainView:
    """Raises NotFound."""
    host = canonical_host(domain) or domain
    for one in site.library.domains():
        if one.alias_of is None and (one.host == host if host else one.is_default):
            return one
    raise NotFound("domain", f"{shown(host)} is not a domain that links are made on; see `shortener domain list`.")


def _each(source: Source, label: str, do: Callable[[Progress], T], *, hidden: bool) -> T:
    with progress(source.size, label, hidden=hidden) as bar:
        return do(lambda read: bar.update(read - bar.pos))


def _people(site: Site, config: Config, role: str, tell: Report, *, dry_run: bool) -> int:
    if dry_run:
        return len(config.users)
    with site.database.write() as session:
        return add_users(session, config.users, role, tell)


def _go_on(site: Site, home: DomainView, found: Survey, *, dry_run: bool) -> None:
    """Slugs in a row go on where YOURLS was, should anybody want them."""
    if (number := next_id(found.options)) is not None and not dry_run:
        with site.library.writing(None) as editor:
            editor.go_on_from(home.host, number)


def _write_down(file: Path, settings: Mapping[str, str]) -> None:
    """For nobody else's eyes, since the key of all signatures is in it. Raises OSError."""
    with open(file, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as sink:
        os.fchmod(sink.fileno(), 0o600)
        sink.writelines(f"{name}={value}\n" for name, value in settings.items())
