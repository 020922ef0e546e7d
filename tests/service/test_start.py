"""Starting and stopping: one clear sentence when it can't, everything ended when it should."""

import functools
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.live import Site, children, descendants, eventually, kept
from tests.nest import python


def refusal(folder: Path, **settings: str) -> str:
    """What `serve` says when it can't start; one sentence and no traceback."""
    site = Site(folder, **settings)
    done = site.run("serve")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr + done.stdout
    said = done.stderr.strip()
    assert len(said.splitlines()) == 1, said
    return said


def lives(find: Callable[[], list[int]]) -> bool:
    return bool(find())


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def is_gone(pid: int) -> bool:
    return not alive(pid)


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as taken:
        port = taken.getsockname()[1]
        assert f"can't listen on [::]:{port}" in refusal(tmp_path, BIND=f"[::]:{port}")


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "SHORTENER_DATA_DIR" in refusal(tmp_path, DATA_DIR=str(tmp_path / "file"))
    assert "SHORTENER_DATA_DIR" in refusal(tmp_path, DATA_DIR="/proc/nowhere")


def test_a_database_that_is_none_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    junk = tmp_path / "var" / "shortener.db"
    junk.write_bytes(b"this is not a database, " * 100)
    assert "shortener.db can't be used" in refusal(tmp_path)
    assert junk.read_bytes() == b"this is not a database, " * 100


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("WORKERS", "none", "SHORTENER_WORKERS: 'none' can't be used: wanted a whole number from 1 to 64"),
        ("BIND", "8000", "SHORTENER_BIND"),
        ("BASE_URL", "rpf.io", "SHORTENER_BASE_URL"),
        ("TIMEZONE", "Mars/Olympus", "SHORTENER_TIMEZONE"),
        ("JOURNAL_SYNC", "sometimes", "wanted one of full, normal"),
        ("TRUSTED_PROXIES", "2001:db8::/200", "SHORTENER_TRUSTED_PROXIES"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(bare: Shell, name: str, value: str, words: str) -> None:
    answer = bare("serve", **{f"SHORTENER_{name}": value})
    assert answer.status != 0
    assert len(answer.err.strip().splitlines()) == 1, answer.err
    assert words in answer.err


@pytest.mark.parametrize(("name", "value"), [("ADMIN_PASSWORD", "short"), ("DATABASE_URL", "nonsense")])
def test_a_secret_setting_that_makes_no_sense_is_named_without_its_value(tmp_path: Path, name: str, value: str) -> None:
    said = refusal(tmp_path, **{name: value})
    assert f"SHORTENER_{name}" in said
    assert repr(value) not in said


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """First started in an empty folder, by somebody who mistyped a setting."""
    site = Site(tmp_path_factory.mktemp("site"), ADMIN_PASSWORD="", WORKER="3")
    site.begin = python  # which loads all that it needs, as theirs does
    with kept(site):
        yield site


@pytest.fixture
def site(one: Site) -> Site:
    """It runs, whatever the test before did to it."""
    if one.process is None or one.process.poll() is not None:
        one.start()
    return one


def test_a_made_password_is_put_where_only_the_owner_reads_it(site: Site) -> None:
    path = site.folder / "var" / "admin-password"
    assert path.stat().st_mode & 0o077 == 0
    password = path.read_text().strip()
    assert len(password) >= 12
    assert password not in site.log()


def test_a_mistyped_setting_name_is_pointed_out(site: Site) -> None:
    assert "SHORTENER_WORKER is not a setting of this version; did you mean SHORTENER_WORKERS?" in site.log()


def test_what_dies_comes_back(site: Site) -> None:
    for find in (site.workers, site.collectors):
        eventually(functools.partial(lives, find))
        victim = find()[0]
        os.kill(victim, signal.SIGKILL)
        eventually(functools.partial(is_gone, victim))
    eventually(lambda: site.process is not None and len(children(site.process.pid)) == 2)
    eventually(lambda: len(site.workers()) == 2)
    eventually(site.is_healthy)


def test_a_second_start_keeps_the_data(site: Site) -> None:
    assert site.run("link", "add", "https://example.org/", "a").returncode == 0
    assert site.stop(signal.SIGTERM) == 0
    site.start()
    assert site.get("/a")[:2] == (302, "https://example.org/")


def test_it_answers_on_ipv6_and_ipv4_and_ends_with_everything_it_started(site: Site) -> None:
    for address in ("::1", "127.0.0.1"):
        assert site.get("/healthz", address=address)[0] == 200
    assert site.process is not None
    started = descendants(site.process.pid)
    assert len(started) >= 4  # the web server, its two workers, the collector
    assert site.stop(signal.SIGINT) == 0
    assert not any(alive(pid) for pid in started)
    assert not list((site.folder / "var" / "journal").glob("*/*.visits"))


def test_nothing_is_left_running_when_the_parent_is_killed(site: Site) -> None:
    assert site.process is not None
    started = descendants(site.process.pid)
    site.process.kill()
    site.process.wait()
    eventually(lambda: not any(alive(pid) for pid in started))
