"""What the laboratory's tests ask of a site: links, visits from anywhere, and the clicks that they became."""

import csv
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from deploy.lab.vm import Vm
from deploy.lab.world import SITE, World

LINKS = 200
PATIENCE = 120.0


@dataclass
class Site:
    """A machine that serves, and the world around it."""

    lab: World
    vm: Vm
    slugs: Iterator[str] = field(init=False)

    def make_links(self) -> None:
        """All that tests will want, at once; each leads to https://example.net/ and its slug."""
        slugs = [f"t{number}" for number in range(LINKS)]
        lines = "".join(f"{slug},https://example.net/{slug}\n" for slug in slugs)
        self.vm.write("/var/tmp/links.csv", f"slug,target\n{lines}")
        self.command("import", "csv", "/var/tmp/links.csv")
        self.slugs = iter(slugs)

    def command(self, *words: str) -> str:
        """What the operator's command prints."""
        done = self.vm.shortener(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def link(self) -> str:
        """A slug that no other test uses."""
        return next(self.slugs)

    def clicks(self, slug: str, count: int) -> list[dict[str, str]]:
        """The rows of the export, once there are so many."""
        eventually(lambda: self.counted(slug) >= count)
        found = self.rows(slug)
        assert len(found) == count, found
        return found

    def rows(self, slug: str) -> list[dict[str, str]]:
        """Those that are there now."""
        return list(csv.DictReader(io.StringIO(self.command("export", "clicks", "--format", "csv", "--link", slug))))

    def counted(self, slug: str) -> int:
        """How many clicks on a link are in the database."""
        question = f"SELECT count(*) FROM clicks JOIN slugs USING (link_id) WHERE slugs.slug = '{slug}'"
        return int(self.vm.must(["runuser", "-u", "postgres", "--", "psql", "-Atq", "shortener", "-c", question]))

    def follows(self, scheme: str, *words: str) -> None:
        """Waits until the site answers with a certificate that visitors trust."""
        eventually(lambda: self.lab.visit("v6", f"{scheme}://{SITE}/healthz", *words).status == 200)


def eventually(there: Callable[[], object]) -> None:
    """Asks again and again, for as long as something like this may take."""
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline, "it didn't come in time"
        time.sleep(0.1)
