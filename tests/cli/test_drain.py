"""`shortener drain`: every worker answers 503 to /readyz at once, and redirects go on."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.live import Site, running

ASKED = 20  # so often that with two workers each has answered


def readiness(site: Site) -> set[int]:
    return {site.get("/readyz")[0] for _ in range(ASKED)}


def test_all_workers_are_unready_at_once_while_redirects_go_on(tmp_path: Path) -> None:
    with running(tmp_path, WORKERS="2") as site:
        assert site.run("link", "add", "https://example.org/", "a").returncode == 0
        assert readiness(site) == {200}
        assert site.run("drain", "on").returncode == 0
        assert readiness(site) == {503}
        assert {site.get("/a")[:2] for _ in range(ASKED)} == {(302, "https://example.org/")}
        assert site.stop() == 0
        site.start()
        assert readiness(site) == {503}  # it is somebody's wish, which a restart doesn't forget
        assert site.run("drain", "off").returncode == 0
        assert readiness(site) == {200}


def test_it_says_what_it_did_and_what_is(shell: Shell) -> None:
    for words, draining in (((), False), (("on",), True), ((), True), (("on",), True), (("off",), False)):
        assert shell("drain", *words, "--json").json == {"draining": draining}
    assert shell("drain").out == "This node takes visitors.\n"
    assert shell("drain", "on").out == "This node is being drained.\n"


def test_on_a_machine_where_nothing_is_set_up_it_works_too(bare: Shell) -> None:
    assert bare("drain", "off").status == 0
    assert bare("drain", "on").status == 0
    assert bare("drain", "--json").json == {"draining": True}


@pytest.mark.parametrize("words", [("maybe",), ("on", "off")])
def test_nonsense_is_refused(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell("drain", *words).status != 0
    assert shell("drain", "--json").json == {"draining": False}


def test_a_folder_that_can_not_be_written_is_one_sentence(bare: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = bare("drain", "on", SHORTENER_DATA_DIR=str(tmp_path / "file"))
    assert answer.status == 1
    assert answer.err.startswith("Error: SHORTENER_DATA_DIR: can't write in ")
