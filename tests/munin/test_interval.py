"""Times that munin draws are of the minutes since its last visit, not of the weeks since the service began."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shell, bare, environ
from tests.live import Site, eventually, running
from tests.munin.test_wrong_answers import http, place
from tests.service.test_two_services import metric

__all__ = ["bare", "environ"]
pytestmark = pytest.mark.stores("sqlite")
NAME = "shortener_journal_commit_seconds"
UNKNOWN = ("U", "U")


def counted(*counts: int) -> bytes:
    """A service that kept so many groups of clicks within 1, 10 and 100 ms, and in all, since it began."""
    bounds = zip(("0.001", "0.01", "0.1", "+Inf"), counts, strict=True)
    lines = [f'{NAME}_bucket{{le="{bound}"}} {count}' for bound, count in bounds]
    return http("\n".join([f"# TYPE {NAME} histogram", *lines, f"{NAME}_count {counts[-1]}", ""]).encode())


def times(said: str) -> tuple[str, str]:
    """p50 and p99, in milliseconds."""
    found = dict(line.split(" ") for line in said.splitlines() if ".value " in line)
    return found["p50.value"], found["p99.value"]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "shortener-2001:db8::9"


def visit(bare: Shell, folder: Path, state: Path, *counts: int) -> tuple[str, str]:
    """What munin's master gets while services have counted so much."""
    with place(folder, counted(*counts)) as path:
        answer = bare("munin", "--at", path, "--state", str(state))
    Path(path).unlink()
    assert (answer.status, answer.err) == (0, "")
    return times(answer.out)


def test_a_slow_moment_shows_after_weeks_of_fast_ones_and_is_over_with_the_next_visit(
    bare: Shell, tmp_path: Path, state: Path
) -> None:
    assert visit(bare, tmp_path, state, 900_000, 999_000, 1_000_000, 1_000_000) == UNKNOWN
    assert visit(bare, tmp_path, state, 900_010, 999_011, 1_000_100, 1_000_100) == ("100", "100")
    assert visit(bare, tmp_path, state, 900_110, 999_111, 1_000_200, 1_000_200) == ("1", "1")


def test_minutes_in_which_nobody_came_have_no_time(bare: Shell, tmp_path: Path, state: Path) -> None:
    visit(bare, tmp_path, state, 5, 5, 5, 5)
    assert visit(bare, tmp_path, state, 5, 5, 5, 5) == UNKNOWN


def test_after_a_restart_all_that_the_service_counted_is_new(bare: Shell, tmp_path: Path, state: Path) -> None:
    visit(bare, tmp_path, state, 100, 100, 100, 100)
    assert visit(bare, tmp_path, state, 0, 4, 4, 4) == ("10", "10")


def test_a_visit_while_the_service_is_away_leaves_the_last_reading(bare: Shell, tmp_path: Path, state: Path) -> None:
    visit(bare, tmp_path, state, 100, 100, 100, 100)
    assert times(bare("munin", "--at", "/nowhere", "--state", str(state)).out) == UNKNOWN
    assert visit(bare, tmp_path, state, 100, 103, 103, 103) == ("10", "10")


@pytest.mark.parametrize("nonsense", [b"", b"\xff\x00", b"[]", b'{"%s_bucket": [[1, 2]]}' % NAME.encode()])
def test_a_last_reading_that_makes_no_sense_is_none(bare: Shell, tmp_path: Path, state: Path, nonsense: bytes) -> None:
    state.write_bytes(nonsense)
    assert visit(bare, tmp_path, state, 5, 5, 5, 5) == UNKNOWN
    assert visit(bare, tmp_path, state, 9, 9, 9, 9) == ("1", "1")


def test_a_place_that_keeps_nothing_is_named_and_all_else_is_told(bare: Shell, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "state"
    with place(tmp_path, counted(5, 5, 5, 5)) as path:
        answer = bare("munin", "--at", path, "--state", str(nowhere))
    assert (answer.status, times(answer.out)) == (0, UNKNOWN)
    assert f"Can't keep the figures in {nowhere}: No such file or directory" in answer.err
    assert "days.value U" in answer.out


def test_without_a_file_times_are_since_the_service_began(bare: Shell, tmp_path: Path) -> None:
    with place(tmp_path, counted(0, 50, 100, 100)) as path:
        assert times(bare("munin", "--at", path).out) == ("10", "100")


def test_what_took_longer_than_any_bound_is_drawn_at_the_last_one(bare: Shell, tmp_path: Path) -> None:
    with place(tmp_path, counted(0, 0, 50, 100)) as path:
        assert times(bare("munin", "--at", path).out) == ("100", "100")


def test_a_service_is_read_twice_with_clicks_between(tmp_path: Path) -> None:
    def read(site: Site) -> tuple[str, str]:
        done = site.run("munin", "--state", str(tmp_path / "state"))
        assert (done.returncode, done.stderr) == (0, "")
        return times(done.stdout)

    def follow(site: Site, times: int, told: float) -> None:
        """So often, and until all workers have told of what they did since they began."""
        for _ in range(times):
            assert site.get("/once")[0] == 302
        eventually(lambda: metric(site, "shortener_redirects_total", outcome="go") == told)

    with running(tmp_path, WORKERS="2") as site:
        assert site.run("link", "add", "https://example.com/", "once").returncode == 0
        follow(site, 1, told=1)
        assert read(site) == UNKNOWN
        follow(site, 5, told=6)
        p50, p99 = read(site)
        assert 0 < float(p50) <= float(p99)
        assert read(site) == UNKNOWN
