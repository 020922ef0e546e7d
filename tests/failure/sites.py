"""Sites with PostgreSQL and Redis beneath them that a test may hurt; nothing of them is left afterwards."""

import contextlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.failure.clocks import FakeClock
from tests.live import Site
from tests.servers import PostgreSQL, Redis

SLUGS = [f"link-{number}" for number in range(40)]


@dataclass(frozen=True)
class Ground:
    """Nodes of two workers each, and what they stand on."""

    sites: list[Site]
    database: PostgreSQL
    redis: Redis


@contextlib.contextmanager
def standing(
    folder: Path, nodes: int = 1, slugs: Sequence[str] = SLUGS, clock: FakeClock | None = None, **settings: str
) -> Iterator[Ground]:
    """With these links in it. A click is on disk before its answer: that is the default."""
    with contextlib.ExitStack() as stack:
        database, redis = stack.enter_context(PostgreSQL()), stack.enter_context(Redis())
        shared = {"DATABASE_URL": database.url, "REDIS_URL": redis.url, "SECRET_KEY": secrets.token_hex(32)}
        ground = Ground([], database, redis)
        for name in [f"node-{number}" for number in range(1, nodes + 1)]:
            (folder / name).mkdir()
            site = Site(folder / name, NODE=name, WORKERS="2", BASE_URL="http://localhost", **shared, **settings)
            site.environment |= clock.environment if clock else {}
            stack.callback(_end, site)
            site.start()
            ground.sites.append(site)
        (folder / "links.csv").write_text("slug,target\n" + "".join(f"{s},https://example.org/{s}\n" for s in slugs))
        made = ground.sites[0].run("import", "csv", str(folder / "links.csv"))
        assert made.returncode == 0, made.stderr
        yield ground


def _end(site: Site) -> None:
    site.kill()
    if site.process is not None:
        FakeClock.clean_up(site.process.pid)
