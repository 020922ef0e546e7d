"""A crowd that follows a link while something happens to the machines that serve it, and what became of each visit."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.lab.world import SITE
from tests.lab.asking import Site, eventually

FOLLOW = Path(__file__).resolve().parent / "follow.py"
Visits = Counter[tuple[str, str]]  # a visit's own name, and the node


@dataclass
class Crowd:
    """Empty until the block is over.

    Args:
        seen: how often each status came, or what came instead of one; `again` is how often a connection was cut.
        answers: by the name of each visit that was redirected, the node that did it.
    """

    slug: str
    seen: Counter[str] = field(default_factory=Counter)
    answers: dict[str, str] = field(default_factory=dict)

    def unanswered(self, site: Site) -> Visits:
        """Clicks whose redirect nobody got, once every redirect has its click at the node that answered it."""
        answered = Visits(self.answers.items())
        eventually(lambda: site.counted(self.slug) >= answered.total())
        eventually(lambda: not answered - self._counted(site))
        return self._counted(site) - answered

    def _counted(self, site: Site) -> Visits:
        rows = site.rows(self.slug)
        return Visits((row["referrer"].rpartition("/")[2], row["node"]) for row in rows)


@contextmanager
def followed(site: Site, slug: str, who: str = "v6") -> Iterator[Crowd]:
    """Some follow the link again and again while the block lasts."""
    words = [sys.executable, str(FOLLOW), SITE, slug, str(site.lab.trust)]
    process = subprocess.Popen(site.lab[who].inside(words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    crowd = Crowd(slug)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield crowd
    finally:
        said, _ = process.communicate("stop\n", timeout=120)
        found = json.loads(said)
        crowd.seen.update(found["seen"])
        crowd.answers.update(found["answers"])
