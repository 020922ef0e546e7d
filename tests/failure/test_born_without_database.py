"""Workers that are born while the database is away answer every link that Redis knows, at once."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.counted import settled, stored_marks
from tests.failure.blows import WORKERS, Blow, deal, kill
from tests.failure.sites import SLUGS, Ground, standing
from tests.failure.verdict import problems
from tests.failure.witness import Witness, crowd
from tests.live import eventually
from tests.servers import Redis

HURTS: dict[str, Callable[[Ground], Blow]] = {
    "killed": lambda ground: Blow("kill database", ground.database.kill, ground.database.start),
    "frozen": lambda ground: Blow("freeze database", ground.database.freeze, ground.database.thaw),
}


def links_in(redis: Redis) -> int:
    with redis.client() as client:
        return len([key for key in client.scan_iter() if b":link-" in key])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("how", HURTS)
def test_workers_born_while_the_database_is_away_redirect_by_redis(tmp_path: Path, how: str) -> None:
    with standing(tmp_path) as ground:
        (site,) = ground.sites
        witness, deaths = Witness(), []
        hurt = HURTS[how](ground)

        def kill_all_workers() -> None:
            blow = Blow("kill all workers", lambda: kill(site.workers()), takes=WORKERS, visitors=3 * len(SLUGS))
            for _ in range(2):
                deaths.append(deal(blow, 2, lambda: witness.redirects))

        with crowd(witness, SLUGS, site, per_second=200):
            eventually(lambda: links_in(ground.redis) == len(SLUGS))
            hurt.strike()
            kill_all_workers()
            hurt.heal()
            time.sleep(1)
        settled(site)
        assert "\n".join(problems(witness, deaths, stored_marks(site))) == ""
        asked = {visit.slug for visit in witness.visits if deaths[-1].began < visit.asked_at < deaths[-1].ended}
        assert len(asked) > len(SLUGS) / 2


@pytest.mark.timeout(300)
def test_workers_born_while_the_database_is_away_know_no_link_as_it_was_before_a_change(tmp_path: Path) -> None:
    """Nobody followed it after the change, so only what was there before could be in Redis."""
    slug = SLUGS[0]
    with standing(tmp_path) as ground:
        (site,) = ground.sites
        assert site.get(f"/{slug}")[0] == 302
        eventually(lambda: links_in(ground.redis) == 1)
        assert site.run("link", "edit", slug, "--target", "https://example.org/changed").returncode == 0
        eventually(lambda: links_in(ground.redis) == 0)
        ground.database.kill()
        kill(site.workers())
        eventually(lambda: site.get(f"/{slug}")[0] == 503)
        ground.database.start()
        eventually(lambda: site.get(f"/{slug}")[:2] == (302, "https://example.org/changed"))
