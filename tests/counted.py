"""What became of a crowd's clicks: which of them are stored, and whether all sums are right."""

import json
import sqlite3
import time
from collections import Counter

from tests.crowd import REFERRER
from tests.live import PATIENCE, Site


def stored_marks(site: Site) -> Counter[int]:
    """How often each mark stands among the click rows of an SQLite database."""
    with sqlite3.connect(site.folder / "var" / "shortener.db") as db:
        found = db.execute("SELECT referrer FROM clicks WHERE referrer LIKE ?", (REFERRER + "%",)).fetchall()
    db.close()
    return Counter(int(referrer.removeprefix(REFERRER)) for (referrer,) in found)


def settled(site: Site) -> dict[str, int]:
    """The audit once nothing waits to be stored."""
    deadline = time.monotonic() + PATIENCE
    while True:
        audit = site.run("clicks", "audit", "--json")
        figures: dict[str, int] = json.loads(audit.stdout)
        if not figures["waiting"]:
            assert audit.returncode == 0, audit.stdout
            return figures
        assert time.monotonic() < deadline, figures
        time.sleep(0.2)
