"""How `shortener export clicks` writes: page by page with progress, so that what broke off can be gone on with."""

import sys
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from shortener.cli.databases import of_database
from shortener.cli.files import sink_for
from shortener.cli.output import progress
from shortener.reports.export.about import About, Tally
from shortener.reports.export.books import save_book
from shortener.reports.export.order import LINES, Order
from shortener.reports.export.pages import pages
from shortener.reports.export.saving import CannotResume, Kept, Part, save
from shortener.reports.export.wanted import count_of
from shortener.stores import Database


def save_clicks(database: Database, output: Path | None, order: Order, *, resume: bool) -> About:
    """Raises click.ClickException, CannotResume, TooLong, MissingExtra."""
    if output is None or (output.exists() and not output.is_file()):
        return _streamed(database, output, order)
    try:
        if order.shape.form not in LINES:
            return save_book(database, output.resolve(), order, _count(database, order))
        return _saved(database, output.resolve(), order, resume=resume)
    except OSError as error:
        raise click.ClickException(f"Can't write {output}: {error.strerror or error}; {_left(output)}.") from error
    except SQLAlchemyError as error:
        raise click.ClickException(f"{of_database(error)[:-1]}; {_left(output)}.") from error


def _left(output: Path) -> str:
    kept = Part(output.resolve()).told.exists()
    return "the pages before that are kept: go on with --resume" if kept else "nothing was left there"


def _streamed(database: Database, output: Path | None, order: Order) -> About:
    """To standard output, a device or a pipe."""
    tally = Tally()
    hidden = output is None and sys.stdout.isatty()
    with progress(_count(database, order), "Exporting", hidden=hidden) as bar, sink_for(output) as sink:
        for page in tally.through(pages(database, order.wanted, order.shape)):
            sink.buffer.write(page.data)
            bar.update(page.rows)
    return tally.about(order, database)


def _saved(database: Database, output: Path, order: Order, *, resume: bool) -> About:
    kept = _kept(output, order) if resume else Kept(order)
    with progress(_count(database, kept.order), "Exporting") as bar:
        bar.update(kept.rows)
        return save(database, output, kept, bar.update)


def _kept(output: Path, order: Order) -> Kept:
    """With the mark that the first attempt had. Raises CannotResume."""
    kept = Part(output).kept()
    if kept.order.but_for_mark != order.but_for_mark:
        raise CannotResume(f"What was begun at {output} was another question; ask the same, or leave out --resume.")
    return kept


def _count(database: Database, order: Order) -> int:
    with database.read() as session:
        return count_of(session, order.wanted)
