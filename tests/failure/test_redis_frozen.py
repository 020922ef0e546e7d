"""A Redis that takes connections and answers nobody costs visitors less than they notice."""

import time
from pathlib import Path

import pytest

from tests.counted import settled, stored_marks
from tests.failure.blows import Blow, deal
from tests.failure.sites import standing
from tests.failure.verdict import problems, slow_share
from tests.failure.witness import Witness, crowd

SMALLEST_CACHE = 100
SLUGS = [f"link-{number}" for number in range(SMALLEST_CACHE + 10)]  # one visit in eleven needs more than memory
BAR = 0.05


@pytest.mark.timeout(300)
def test_with_redis_frozen_99_of_100_visitors_wait_less_than_50_ms(tmp_path: Path) -> None:
    sync = "normal"  # it isn't the disk that is judged
    with standing(tmp_path, slugs=SLUGS, CACHED_LINKS=str(SMALLEST_CACHE), JOURNAL_SYNC=sync) as ground:
        (site,) = ground.sites
        witness = Witness()
        with crowd(witness, SLUGS, site, per_second=200):
            time.sleep(1)
            frozen = deal(Blow("freeze Redis", ground.redis.freeze, ground.redis.thaw), 4)
            time.sleep(0.5)
        met = [visit for visit in witness.visits if frozen.began < visit.asked_at < visit.over_at < frozen.ended]
        settled(site)
        assert "\n".join(problems(witness, [frozen], stored_marks(site))) == ""
        assert len(met) > 300
        assert slow_share(witness, met, 0.99) < BAR
