"""A site with everything that screens show, and then as many links and clicks of a demo as are wanted; made once."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from msgspec import json

from bench.collector import ZONE
from bench.processes import Failed
from shortener import schema
from shortener.accounts.secret import load_secret
from shortener.app import create_app
from shortener.clicks.made import judge_made
from shortener.settings import Settings
from shortener.stores import open_database
from shortener.web.services import services_of
from tests.browser.scene import furnish

HERE = "http://localhost:8000"
Say = Callable[[str], None]


def lived_in(folder: Path, links: int, clicks: int, days: int, say: Say) -> Settings:
    """Of the site in that folder, which is made where it isn't whole yet. Raises Failed."""
    settings = Settings(data_dir=folder, timezone=ZONE, base_url=HERE, node="bench", organisation="The bench")
    folder.mkdir(parents=True, exist_ok=True)
    begun = folder / "last-day"  # its clicks end there, also when the making goes on on another day
    if not begun.exists():
        _furnish(settings)
        begun.write_text((dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)).isoformat(), encoding="utf-8")
    if not (folder / "made.json").exists():
        say(f"Making {links:,} links and {clicks:,} clicks in {folder}")
        _add_demo(folder, links, clicks, days, begun.read_text(encoding="utf-8"))
    return settings


def opened(settings: Settings) -> Flask:
    """The application over tables of today."""
    database = open_database(settings.database)
    try:
        schema.upgrade(database)
        load_secret(settings, database)
        judge_made(database)  # which the worker of a node does each minute
    finally:
        database.close()
    app = create_app(settings)
    services_of(app).library.ensure_default_domain()
    return app


def _furnish(settings: Settings) -> None:
    """Anew: what an earlier attempt left is half a scene."""
    for part in settings.data_dir.glob("shortener.db*"):
        part.unlink()
    services = services_of(opened(settings))
    furnish(services.database, services.library)
    services.database.close()


def _add_demo(folder: Path, links: int, clicks: int, days: int, until: str) -> None:
    sizes = ("--links", links, "--clicks", clicks, "--days", days, "--until", until)
    command = [sys.executable, "-m", "shortener", "demo", "--json", *map(str, sizes)]
    site = {"SHORTENER_DATA_DIR": str(folder), "SHORTENER_TIMEZONE": ZONE, "SHORTENER_BASE_URL": HERE}
    made = subprocess.run(command, env=os.environ | site, stdout=subprocess.PIPE, check=False)  # it shows how far it is
    if made.returncode:
        raise Failed(f"shortener demo ended with status {made.returncode}; the same command goes on.")
    (folder / "made.json").write_bytes(json.format(made.stdout))
