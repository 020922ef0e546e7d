"""Two nodes with data folders of their own, one PostgreSQL and one Redis between them; all gone afterwards."""

import contextlib
import csv
import io
import json
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import text

from shortener.stores import open_database
from tests.live import Site, running
from tests.load import habits
from tests.load.result import Answered
from tests.servers import PostgreSQL, Redis

NAMES = ("one", "two")
CACHED = "300"  # fewer than there are links, so that the tail comes from Redis or the database
PATIENCE = 120


class Nodes:
    """What a site of several machines is, on one."""

    def __init__(self, sites: dict[str, Site], database_url: str) -> None:
        self.sites = sites
        self._database_url = database_url

    @property
    def addresses(self) -> list[str]:
        return [f"{name}=http://localhost:{site.port}" for name, site in self.sites.items()]

    def run(self, *arguments: str) -> str:
        """What a command says at the first node. Raises RuntimeError."""
        done = self.sites[NAMES[0]].run(*arguments)
        if done.returncode:
            raise RuntimeError(f"shortener {' '.join(arguments)} failed: {done.stderr or done.stdout}")
        return done.stdout

    def audits(self) -> dict[str, dict[str, Any]]:
        """What each node's audit says, once no click waits at any of them, or after two minutes."""
        deadline = time.monotonic() + PATIENCE
        while any(audit["waiting"] for audit in self._audits().values()) and time.monotonic() < deadline:
            time.sleep(0.5)
        return self._audits()  # the first that was asked had not counted what the second stored meanwhile

    def _audits(self) -> dict[str, dict[str, Any]]:
        return {name: _audit(site) for name, site in self.sites.items()}

    def stored(self) -> Counter[Answered]:
        """All clicks, as anybody can export them."""
        rows = csv.DictReader(io.StringIO(self.run("export", "clicks")))
        return Counter(Answered(row["node"], row["method"], row["slug"], row["target"]) for row in rows)

    def log(self) -> list[str]:
        """The lines that all nodes wrote."""
        return [line for site in self.sites.values() for line in site.log().splitlines()]

    def lose_a_click(self) -> None:
        """Takes a row out of the clicks, as no code of ours does."""
        with contextlib.closing(open_database(self._database_url)) as database, database.write() as session:
            session.execute(text("DELETE FROM clicks WHERE id = (SELECT max(id) FROM clicks)"))


def _audit(site: Site) -> dict[str, Any]:
    """Raises RuntimeError where the command says nothing; exit status 1 alone is what a bad audit has."""
    done = site.run("clicks", "audit", "--json")
    if not done.stdout:
        raise RuntimeError(f"The clicks can't be audited: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextlib.contextmanager
def started(folder: Path, links: Mapping[str, str]) -> Iterator[Nodes]:
    """Both nodes with links, given as targets by slug."""
    with contextlib.ExitStack() as stack:
        redis, database = stack.enter_context(Redis()), stack.enter_context(PostgreSQL())
        shared = {
            "DATABASE_URL": database.url,
            "REDIS_URL": redis.url,
            "SECRET_KEY": secrets.token_hex(32),
            "BASE_URL": "http://localhost",
            "CACHED_LINKS": CACHED,
            "LOG_FORMAT": "json",
        }
        sites = {}
        for name in NAMES:
            (folder / name).mkdir()
            sites[name] = stack.enter_context(running(folder / name, NODE=name, **shared))
        nodes = Nodes(sites, database.url)
        habits.write_links(folder / "links.csv", links)
        nodes.run("import", "csv", str(folder / "links.csv"))
        yield nodes
