"""The organisation's real links, followed as visitors do, over each way to the machine and again after a restart."""

import csv
import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.live import Site, running

DATA = Path(__file__).parent.parent / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


RPF = rows_of("rpf-links.csv")
THREE = rows_of("three-domains.csv")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("printed")) as site:
        for arguments in ((str(DATA / "rpf-links.csv"),), (str(DATA / "three-domains.csv"), "--create-domains")):
            done = site.run("import", "csv", *arguments)
            assert done.returncode == 0, done.stderr
        yield site


def wrong_answers(site: Site, rows: list[dict[str, str]], address: str, host: str | None = None) -> list[object]:
    """Rows that don't answer 302 with exactly their target, asked over one connection."""
    connection = http.client.HTTPConnection(address, site.port, timeout=10)
    wrong: list[object] = []
    for row in rows:
        connection.request("GET", "/" + quote(row["slug"]), headers={"Host": host or row["domain"]})
        answer = connection.getresponse()
        answer.read()
        if (answer.status, answer.headers["Location"]) != (302, row["target"]):
            wrong.append((row["slug"], answer.status, answer.headers["Location"]))
    connection.close()
    return wrong


@pytest.mark.parametrize(
    ("address", "host"), [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("::1", "[::1]")]
)
def test_every_printed_slug_redirects_to_exactly_its_target(site: Site, address: str, host: str) -> None:
    assert wrong_answers(site, RPF, address, f"{host}:{site.port}") == []


def test_each_domain_answers_for_its_own_links(site: Site) -> None:
    assert wrong_answers(site, THREE, "::1") == []


def test_any_other_host_is_refused(site: Site) -> None:
    for host in ("evil.example", "rpf.io.evil.example", "192.0.2.1", "[2001:db8::1]", ""):
        status, location, _ = site.get("/scratch-new", host=host or "-")
        assert (status, location) == (421, None)


def test_the_forms_people_print_and_paste_arrive(site: Site) -> None:
    target = next(row["target"] for row in RPF if row["slug"] == "scratch-new")
    for form in ("scratch-new.", "scratch-new/", "scratch%2Dnew", "scratch%252Dnew", "scratch-new**,", "/scratch-new"):
        assert site.get(f"/{form}")[:2] == (302, target), form


def test_an_unknown_slug_gets_a_friendly_404_page(site: Site) -> None:
    status, location, body = site.get("/no-such-link")
    assert (status, location) == (404, None)
    assert b"There is no link here" in body


def test_everything_still_stands_after_a_restart(site: Site) -> None:
    assert site.stop() == 0
    site.start()
    assert wrong_answers(site, RPF, "::1", f"localhost:{site.port}") == []
    assert wrong_answers(site, THREE, "::1") == []
