"""`shortener parity` asks an old server what visitors asked, and names every difference with its reason."""

import csv
import gzip
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener.cli import parity
from shortener.clicks.robots import robot_of
from shortener.clock import now_ms
from shortener.interop.parity import asked
from shortener.interop.parity.asked import AGENT
from shortener.links.drafts import Draft
from shortener.links.library import Library
from tests.cli.conftest import Answer, Shell
from tests.interop.leaving import DAY, OTHER
from tests.oldsite import OldSite, old_site

A = "https://a.example/"


@pytest.fixture
def old() -> Iterator[OldSite]:
    with old_site() as site:
        yield site


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


def write(log: Path, *lines: str) -> None:
    log.write_text("".join(f'::1 - - [28/Nov/2026:10:00:00 +0000] "{line} HTTP/1.1" 302 0 "-" "-"\n' for line in lines))


def compare(shell: Shell, old: OldSite, *words: str) -> Answer:
    return shell("parity", "--against", old.url, "--rate", "0", "--json", *words)


def test_every_planted_difference_is_listed_with_its_reason_and_nothing_else(
    shell: Shell, library: Library, old: OldSite, log: Path, tmp_path: Path
) -> None:
    for slug in ("same", "moved", "status", "spelling", "only-here", "page", "fails"):
        library.create(Draft(target=A, slug=slug), None)
    library.create(Draft(target=A, slug="off", enabled=False), None)
    library.create(Draft(target=A, slug="early", starts_at=now_ms() + DAY), None)
    library.create(Draft(target=A, slug="over", ends_at=now_ms() - DAY), None)
    library.delete(library.create(Draft(target=A, slug="gone"), None).id, None)
    goes = ("same", "off", "early", "over", "gone", "only-there")
    old.answers = {f"/{slug}": (302, A) for slug in goes} | {
        "/moved": (302, "https://b.example/"),
        "/status": (301, A),
        "/spelling": (302, "https://A.example"),
        "/page": (200, ""),
        "/fails": (503, ""),
        "/script": (302, "javascript:alert(1)"),
    }
    slugs = [*(path[1:] for path in old.answers), "only-here", "on-neither"]
    write(log, *(f"GET /{slug}" for slug in slugs), "GET /moved", "GET /admin/index.php?u=x", "POST /moved")
    answer = compare(shell, old, "--log", str(log), "--csv", str(tmp_path / "found.csv"))
    assert answer.status == 1
    told = answer.json
    reasons = {one["path"]: one["reason"] for one in told["differences"]}
    assert reasons == {
        "/off": "off",
        "/early": "early",
        "/over": "over",
        "/gone": "deleted",
        "/only-there": "unknown",
        "/moved": "target",
        "/status": "status",
        "/spelling": "spelling",
        "/page": "page",
        "/fails": "failed",
        "/script": "refused",
        "/only-here": "only-here",
    }
    assert (told["asked"], told["requests"], told["same"]) == (len(slugs), len(slugs) + 1, 2)
    assert (told["different"], told["different_requests"], told["counting"]) == (12, 13, 12)
    assert told["log"] == {"lines": 17, "other_methods": 1, "unreadable": 0, "not_links": 1, "beyond": 0}
    with (tmp_path / "found.csv").open(newline="") as file:
        assert {row["path"]: row["reason"] for row in csv.DictReader(file)} == reasons
    assert sorted(old.paths) == sorted(f"/{slug}" for slug in slugs)


def test_for_people_it_is_a_line_each_and_a_sum(shell: Shell, library: Library, old: OldSite, log: Path) -> None:
    library.create(Draft(target=A, slug="status"), None)
    old.answers = {"/status": (301, A)}
    write(log, "GET /status", "GET /status", "GET /nothing", "GET /admin/")
    answer = shell("parity", "--against", old.url, "--log", str(log))
    assert (answer.status, answer.err) == (1, "")
    assert answer.out.splitlines() == [
        f"status: GET /status (2): there 301 {A} | here 302 {A} (the same with another status)",
        "        1  status: the same with another status",
        "4 lines of the log; not asked again: 1 for pages and programs, 0 of other methods, 0 that can't be read.",
        "2 addresses asked, 1 answered alike, 1 differently.",
    ]
    assert compare(shell, old, "--log", str(log), "--ignore", "status").status == 0


def test_what_a_server_says_does_nothing_to_a_terminal(shell: Shell, old: OldSite, log: Path) -> None:
    old.answers = {"/a": (302, "https://a.example/\x1b]0;gotcha\x07")}
    write(log, "GET /a")
    answer = shell("parity", "--against", old.url, "--log", str(log))
    assert "https://a.example/\N{REPLACEMENT CHARACTER}]0;gotcha\N{REPLACEMENT CHARACTER}" in answer.out
    assert "\x1b" not in answer.out


def test_all_links_are_asked_for_in_their_order_deleted_and_aliases_too(
    shell: Shell, library: Library, old: OldSite
) -> None:
    for slug in ("a", "b", "p/el", "ü", "100"):
        library.create(Draft(target=A, slug=slug), None)
    library.delete(library.create(Draft(target=A, slug="gone"), None).id, None)
    old.answers = dict.fromkeys(("/a", "/b", "/p/el", "/%C3%BC", "/100"), (302, A)) | {"/gone": (410, "")}
    answer = compare(shell, old, "--links", "--concurrency", "1")
    assert (answer.status, answer.json["different"]) == (0, 0)
    assert set(old.paths) == set(old.answers)
    limited = compare(shell, old, "--links", "--limit", "2").json
    assert (limited["asked"], limited["left_out"]) == (2, 4)


def test_redirects_are_not_followed_heads_stay_heads_and_it_says_who_asks(
    shell: Shell, library: Library, old: OldSite, log: Path
) -> None:
    library.create(Draft(target=A, slug="a"), None)
    old.answers = {"/a": (302, f"{old.url}/b")}
    write(log, "HEAD /a")
    compare(shell, old, "--log", str(log), "--host", "old.example")
    assert old.asked == [("HEAD", "/a", AGENT, "old.example")]
    assert robot_of(AGENT) == ("bot", "monitor: shortener-parity")


def test_a_packed_log_is_read_and_the_most_frequent_are_asked(shell: Shell, old: OldSite, log: Path) -> None:
    write(log, "GET /rare", *["GET /often"] * 3)
    log.write_bytes(gzip.compress(log.read_bytes()))
    told = compare(shell, old, "--log", str(log), "--limit", "1").json
    assert (old.paths, told["left_out"], told["requests"]) == (["/often"], 1, 3)
    assert shell("parity", "--against", old.url, "--log", "-", stdin=log.read_bytes()).status == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_it_works_over_both_families_and_without_kept_connections(shell: Shell, library: Library, address: str) -> None:
    library.create(Draft(target=A, slug="a"), None)
    with old_site(address, keeps=False) as old:
        old.answers = {"/a": (302, A)}
        assert compare(shell, old, "--links").json["same"] == 1


def test_a_server_that_hangs_costs_no_more_than_the_timeout(
    shell: Shell, library: Library, old: OldSite, log: Path
) -> None:
    library.create(Draft(target=A, slug="a"), None)
    old.answers = {"/slow": 5.0, "/cut": 0.0, "/a": (302, A)}
    write(log, "GET /slow", "GET /cut", "GET /a")
    began = time.monotonic()
    told = compare(shell, old, "--log", str(log), "--timeout", "0.3", "--concurrency", "1").json
    assert time.monotonic() - began < 4
    found = {one["path"]: one["about"] for one in told["differences"]}
    assert found["/slow"] == "no answer there: it takes too long"
    assert found["/cut"].startswith("no answer there: ")
    assert told["same"] == 1


def test_a_server_that_isnt_there_is_one_sentence(
    shell: Shell, old: OldSite, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "MOST_FAILED", 5)
    write(log, *(f"GET /{number}" for number in range(20)))
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as nobody:
        url = f"http://[::1]:{nobody.getsockname()[1]}"
    answer = shell("parity", "--against", url, "--log", str(log), "--concurrency", "1")
    assert answer.status == 1
    assert answer.err == f"Error: {url} gave no answer 5 times in a row; is it the right address?\n"


def test_a_certificate_is_checked_unless_somebody_says_not_to(shell: Shell, library: Library, tmp_path: Path) -> None:
    library.create(Draft(target=A, slug="a"), None)
    certificate = tmp_path / "certificate"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days"]
    command = [*make, "2", "-subj", "/CN=old", "-keyout", f"{certificate}.key", "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    with old_site(certificate=certificate) as old:
        old.answers = {"/a": (302, A)}
        refused = compare(shell, old, "--links").json["differences"][0]
        assert refused["about"].startswith("no answer there: its certificate is not right: ")
        assert compare(shell, old, "--links", "--insecure").status == 0


def test_no_more_is_asked_in_a_second_than_was_said(shell: Shell, old: OldSite, log: Path) -> None:
    write(log, *(f"GET /{number}" for number in range(11)))
    began = time.monotonic()
    shell("parity", "--against", old.url, "--log", str(log), "--rate", "20")
    assert time.monotonic() - began > 0.5
    assert len(old.asked) == 11


def test_the_domain_is_the_one_that_the_old_server_is_called_by(shell: Shell, library: Library, old: OldSite) -> None:
    library.add_domain(OTHER)
    library.create(Draft(target=A, slug="a", domain=OTHER), None)
    library.create(Draft(target=A, slug="b"), None)
    old.answers = {"/a": (302, A), "/b": (302, A)}
    assert compare(shell, old, "--links", "--host", OTHER).json["same"] == 1
    assert compare(shell, old, "--links").json["same"] == 1
    assert compare(shell, old, "--links", "--domain", OTHER).json["same"] == 1
    assert old.paths == ["/a", "/b", "/a"]


def test_where_unknown_slugs_go_is_compared_too(shell: Shell, old: OldSite, log: Path) -> None:
    old.answers = {"/x": (302, "https://home.example/"), "/y": (302, A)}
    write(log, "GET /x", "GET /y")
    words = ("parity", "--against", old.url, "--log", str(log), "--json")
    told = shell(*words, SHORTENER_UNKNOWN_SLUG_URL="https://home.example/").json
    assert [(one["path"], one["reason"]) for one in told["differences"]] == [("/y", "unknown")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Missing option '--against'"),
        (("--against", "https://old.example"), "either --log or --links"),
        (("--against", "https://old.example", "--links", "--log", "x"), "either --log or --links"),
        (("--against", "old.example", "--links"), "is not the address of a server"),
        (("--against", "ftp://old.example", "--links"), "is not the address of a server"),
        (("--against", "https://old.example/path", "--links"), "is not the address of a server"),
        (("--against", "https://u:p@old.example", "--links"), "is not the address of a server"),
        (("--against", "https://old.example:99999", "--links"), "is not the address of a server"),
        (("--against", "https://old.example", "--links", "--host", "a b\r\nX: y"), "is not a host"),
        (("--against", "https://old.example", "--links", "--ours", "nothing"), "is not the address of a server"),
        (("--against", "https://old.example", "--links", "--limit", "0"), "0 is not in the range"),
        (("--against", "https://old.example", "--links", "--ignore", "what"), "is not one of"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    answer = shell("parity", *words)
    assert (answer.status, answer.out) == (2, "")
    assert sentence in answer.err


def test_a_log_that_is_none_is_one_sentence(shell: Shell, old: OldSite, log: Path) -> None:
    log.write_text("nothing\n")
    answer = shell("parity", "--against", old.url, "--log", str(log))
    assert (answer.status, old.asked) == (1, [])
    assert answer.err.startswith(f"Error: {log} has no request in it; ")


def test_of_many_differences_the_first_are_shown_and_all_written(
    shell: Shell, old: OldSite, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parity, "MOST_SHOWN", 2)
    old.answers = {f"/{number}": (302, A) for number in range(5)}
    write(log, *(f"GET /{number}" for number in range(5)))
    file = tmp_path / "all.csv"
    answer = shell("parity", "--against", old.url, "--log", str(log), "--csv", str(file))
    assert answer.out.splitlines()[2] == "… and 3 more; --csv writes all of them."
    assert len(file.read_text().splitlines()) == 6
