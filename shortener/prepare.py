"""Everything between a fresh clone and a running service: folders, tables, the default domain, the first admin."""

import os
from collections.abc import Callable
from pathlib import Path

from shortener.accounts.first import first_admin
from shortener.accounts.secret import load_secret
from shortener.links.library import Library
from shortener.links.rules import rules_from
from shortener.settings import BadSetting, Settings
from shortener.stores import check_database, open_database
from shortener.versions import bring_up_to_date


def prepare(settings: Settings, say: Callable[[str], None], *, terminal: bool = False) -> None:
    """Idempotent; a made password is said only to a terminal.

    Raises BadSetting, StoreError or BadSecret, each one clear sentence.
    """
    make_data_dir(settings.data_dir)
    database = open_database(settings.database)
    try:
        check_database(database)
        bring_up_to_date(database)
        load_secret(settings, database)
        Library(database, rules_from(settings)).ensure_default_domain()
        note = first_admin(database, settings, terminal=terminal)
        if note:
            say(note)
    finally:
        database.close()


def make_data_dir(folder: Path) -> None:
    """Makes the data folder, for its owner only; says so when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise BadSetting(f"SHORTENER_DATA_DIR: can't write in {folder}: {error.strerror}.") from error
