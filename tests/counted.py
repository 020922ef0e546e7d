"""What became of a crowd's clicks: which of them are stored, and whether all sums are right."""

import contextlib
import json
import time
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from shortener.clicks.audit import audit
from shortener.settings import read_settings
from shortener.stores import open_database
from tests.crowd import REFERRER
from tests.live import PATIENCE, Site


def stored_marks(site: Site) -> Counter[int]:
    """How often each mark stands among the click rows of the site's database."""
    ours = text("SELECT referrer FROM clicks WHERE referrer LIKE :ours")
    with _reading(site) as session:
        found = session.scalars(ours, {"ours": REFERRER + "%"}).all()
    return Counter(int(referrer.removeprefix(REFERRER)) for referrer in found)


def clicks_before(site: Site, moment: int) -> int:
    """How many stored clicks say that they happened before a moment (milliseconds UTC)."""
    with _reading(site) as session:
        return session.scalar(text("SELECT count(*) FROM clicks WHERE clicked_at < :moment"), {"moment": moment}) or 0


@contextlib.contextmanager
def _reading(site: Site) -> Iterator[Session]:
    url = read_settings(site.environment).database
    with contextlib.closing(open_database(url)) as database, database.read() as session:
        yield session


def settled(site: Site) -> dict[str, int]:
    """The audit once nothing waits to be stored."""
    _wait_for_the_collector(site)
    done = site.run("clicks", "audit", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    figures: dict[str, int] = json.loads(done.stdout)
    assert not figures["waiting"], figures
    return figures


def _wait_for_the_collector(site: Site) -> None:
    """Looks from here: to start a command takes the processor time that the collector needs."""
    settings, deadline = read_settings(site.environment), time.monotonic() + PATIENCE
    with contextlib.closing(open_database(settings.database)) as database:
        while (found := audit(database, settings.journal_dir)).waiting:
            assert time.monotonic() < deadline, found
            time.sleep(0.2)


def assert_counts_equal_rows(site: Site) -> None:
    """Whatever was killed meanwhile: counting all rows again gives what was counted."""
    checked = site.run("stats", "rebuild", "--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
