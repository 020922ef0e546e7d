"""Checks of what this machine has: settings, folders, disk space, the secret key."""

import shutil
from collections.abc import Iterator

from shortener.accounts.secret import BadSecret, load_secret
from shortener.cli.checks import Finding
from shortener.cli.context import opened_database
from shortener.links.rules import rules_from
from shortener.prepare import make_data_dir
from shortener.settings import BadSetting, Settings, unknown_names
from shortener.stores import StoreError

LEAST_FREE = 500 * 1024 * 1024


def settings_findings(settings: Settings) -> Iterator[Finding]:
    strange = unknown_names()
    for sentence in strange:
        yield Finding("settings", False, sentence, "names that this version knows", "Correct or remove that variable.")
    try:
        rules_from(settings)
    except BadSetting as error:
        yield Finding("settings", False, str(error), "a host", "Set SHORTENER_BASE_URL to the address people use.")
        return
    if not strange:
        yield Finding("settings", True, f"serving {settings.public_url} on {settings.bind}")


def folder_findings(settings: Settings) -> Iterator[Finding]:
    for what, folder in (("data folder", settings.data_dir), ("journal folder", settings.journal_dir)):
        try:
            make_data_dir(folder)
        except BadSetting as error:
            mend = f"Make {folder} a folder that the user who runs shortener owns, on a disk that isn't full."
            yield Finding(what, False, str(error), "writable", mend)
        else:
            yield Finding(what, True, f"{folder} is writable")


def disk_findings(settings: Settings) -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(settings.data_dir).free
    except OSError:
        return
    found, wanted = f"{free // 1024**2:,} MiB free", f"{LEAST_FREE // 1024**2:,} MiB"
    mend = f"Make room on the disk of {settings.data_dir}: without any, clicks are lost."
    yield Finding("disk", free >= LEAST_FREE, found, wanted, mend)


def secret_findings(settings: Settings) -> Iterator[Finding]:
    try:
        with opened_database(settings) as database:
            load_secret(settings, database)
    except BadSecret as error:
        yield Finding(
            "secret key", False, str(error), "the same on every node", "Set SHORTENER_SECRET_KEY, or copy the file."
        )
    except (StoreError, BadSetting):
        return
    else:
        yield Finding("secret key", True, "the one that the database was set up with")
