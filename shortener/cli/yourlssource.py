"""What `shortener import yourls` reads from: a dump, or a database whose password is never an argument."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from shortener.accounts.passwords import LONGEST
from shortener.interop.sqldump import BadDump
from shortener.interop.yourls.dump import Dump
from shortener.interop.yourls.live import Live
from shortener.interop.yourls.source import Source
from shortener.stores import check_database, open_database

KINDS = ("mysql", "mariadb")


@contextlib.contextmanager
def opened_source(words: str, prefix: str | None, password_file: Path | None) -> Iterator[Source]:
    """A file, or a database by its URL. Says which it is that can't be read. Raises StoreError, BadDump, OSError."""
    name = "The database" if "://" in words else words
    try:
        if "://" in words:
            with _live(_url(words), prefix, password_file) as live:
                yield live
        else:
            yield Dump(Path(words), prefix)
    except BadDump as error:
        raise BadDump(f"{name} {error}") from error


@contextlib.contextmanager
def _live(url: URL, prefix: str | None, password_file: Path | None) -> Iterator[Live]:
    given = url.set(password=_password(password_file))
    with contextlib.closing(open_database(given.render_as_string(hide_password=False))) as database:
        check_database(database)
        with database.snapshot() as session:
            yield Live(session, prefix)


def _url(words: str) -> URL:
    try:
        url = make_url(words)
    except ArgumentError as error:
        raise click.UsageError("This is no URL of a database, such as mysql://yourls@[::1]:3306/yourls.") from error
    if url.get_backend_name() not in KINDS:
        raise click.UsageError(f"YOURLS lives in MySQL or MariaDB, not in {url.get_backend_name()}.")
    if url.password is not None:
        raise click.UsageError(
            "A password in an argument can be read by everybody on this machine: leave it out of the URL; "
            "it is asked for, or read from standard input or --password-file."
        )
    return url


def _password(file: Path | None) -> str:
    if file is not None:
        with file.open(encoding="utf-8", errors="surrogateescape") as stream:
            return stream.readline(LONGEST + 2).rstrip("\r\n")
    if sys.stdin.isatty():
        return str(click.prompt("Password of the database", hide_input=True, default="", show_default=False, err=True))
    return sys.stdin.readline(LONGEST + 2).rstrip("\r\n")
