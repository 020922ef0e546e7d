"""What is taken out for Apache and nginx is answered there as here: asked of Debian's own, with every printed link."""

import csv
import http.client
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shortener.interop.out.told import MOST_KEPT
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.reports.files import unguarded
from tests.cli.conftest import Shell
from tests.interop.leaving import NASTY, OTHER, add_nasty, add_random
from tests.servers.web import Apache, Nginx, WebServer

PRINTED = Path(__file__).parent.parent / "data" / "rpf-links.csv"
SERVERS = ("apache", "nginx")
TOO_LONG = ["/longer"]  # for a line of .htaccess; the export says so
STATES = {
    "off": (404, "off", ""),
    "early": (404, "early", ""),
    "over": (410, "over", ""),
    "gone": (410, "deleted", ""),
    "begun": (302, "live", "https://a.example/"),
    "s308": (308, "live", "https://a.example/"),
    "old-name": (302, "live", "https://a.example/moved"),
}


@contextmanager
def served(kind: str, shell: Shell, folder: Path, *words: str, **settings: str) -> Iterator[WebServer]:
    """A server of this kind with all links as they are now."""
    file, lines = folder / "links", folder / "lines"
    if kind == "apache":
        assert shell("export", "htaccess", "-o", str(file), *words, **settings).status == 0
    else:
        export = ("export", "nginx-map", "-o", str(file), "--server", str(lines))
        assert shell(*export, *words, **settings).status == 0
    with Apache(file) if kind == "apache" else Nginx(file, lines) as server:
        yield server


def ask(server: WebServer, path: str, host: str = "localhost") -> tuple[int, str | None]:
    connection = http.client.HTTPConnection("::1", server.port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.headers["Location"]
    finally:
        connection.close()


@pytest.mark.parametrize("kind", SERVERS)
def test_every_link_is_answered_as_here(kind: str, shell: Shell, library: Library, tmp_path: Path) -> None:
    assert shell("import", "csv", str(PRINTED)).status == 0
    add_nasty(library)
    with served(kind, shell, tmp_path) as server:
        told = shell("parity", "--against", server.url, "--links", "--rate", "0", "--json").json
    assert told["asked"] > 740
    assert [one["path"] for one in told["differences"]] == (TOO_LONG if kind == "apache" else [])
    assert told["same"] + len(told["differences"]) == told["asked"]


@pytest.mark.parametrize(
    "links", [(1, 200), *(pytest.param((seed, 1000), marks=pytest.mark.long) for seed in range(2, 6))]
)
@pytest.mark.parametrize("kind", SERVERS)
def test_no_character_means_anything_to_a_server(
    kind: str, shell: Shell, library: Library, tmp_path: Path, links: tuple[int, int]
) -> None:
    add_random(library, *links)
    with served(kind, shell, tmp_path) as server:
        told = shell("parity", "--against", server.url, "--links", "--rate", "0", "--json").json
    assert (told["asked"], told["differences"]) == (links[1], [])


@pytest.mark.parametrize("kind", SERVERS)
def test_links_of_several_domains_and_their_aliases_are_told_apart(
    kind: str, shell: Shell, library: Library, tmp_path: Path
) -> None:
    library.add_domain(OTHER)
    library.add_domain(f"www.{OTHER}", alias_of=OTHER)
    add_nasty(library, OTHER)
    library.create(Draft(target="https://b.example/case", slug="case"), None)
    library.create(Draft(target="https://b.example/own", slug="own"), None)
    words = ("--links", "--rate", "0", "--json")
    with served(kind, shell, tmp_path) as server:
        here = shell("parity", "--against", server.url, "--host", "localhost", *words).json
        there = [
            shell("parity", "--against", server.url, "--host", host, "--domain", OTHER, *words).json
            for host in (OTHER, f"www.{OTHER}")
        ]
        assert ask(server, "/own", OTHER) == (404, None)
        assert ask(server, "/Alone", "localhost:80") == (404, None)
    assert (here["asked"], here["different"]) == (2, 0)
    for told in there:
        assert told["asked"] > 50
        assert [one["path"] for one in told["differences"]] == (TOO_LONG if kind == "apache" else [])


@pytest.mark.parametrize("kind", SERVERS)
def test_queries_and_what_stands_behind_a_slug_are_treated_as_here(
    kind: str, shell: Shell, library: Library, tmp_path: Path
) -> None:
    library.create(Draft(target="https://a.example/plain", slug="plain"), None)
    for slug, target in (("on", ""), ("own", "?own=1"), ("hash", "#top"), ("both", "?own=1#top")):
        draft = Draft(target=f"https://a.example/{target}", slug=slug, forward_query=True)
        library.create(draft, None)
    asked = [
        *(f"/{slug}{query}" for slug in ("plain", "on", "own", "hash", "both") for query in ("", "?a=1&b=%20%26")),
        *(f"/plain{end}" for end in ("/", ".", ",", ")", "%E2%80%9D", "/.", "%20")),
        *("/PLAIN", "/plain/more", "/plai", "/plainer", "/", "/nothing?x=/plain", "/%20%0a/plain%20302%20x:/plain"),
    ]
    log = tmp_path / "access.log"
    log.write_text("".join(f'::1 - - [28/Nov/2026:10:00:00 +0000] "GET {path} HTTP/1.1" 302 0\n' for path in asked))
    with served(kind, shell, tmp_path) as server:
        told = shell("parity", "--against", server.url, "--log", str(log), "--rate", "0", "--json").json
    assert told["asked"] == len(asked) - 1  # the root is a page
    assert told["differences"] == []


@pytest.mark.parametrize("kind", SERVERS)
def test_unknown_slugs_go_where_the_setting_says_and_files_stay(
    kind: str, shell: Shell, library: Library, tmp_path: Path
) -> None:
    add_nasty(library)
    site = "https://www.example.org/$1?a=%20#b"
    setting = {"SHORTENER_UNKNOWN_SLUG_URL": site}
    with served(kind, shell, tmp_path, **setting) as server:
        for path in ("/nothing", "/ALONE", "/nothing/", "/p", "/no%22thing%5C"):
            assert ask(server, path) == (302, site), path
        assert ask(server, "/robots.txt") == (200, None)
        assert ask(server, "/")[0] in {403, 404}
        told = shell("parity", "--against", server.url, "--links", "--rate", "0", "--json", **setting).json
    different = [(one["path"], one["reason"]) for one in told["differences"]]
    assert different == ([(TOO_LONG[0], "target")] if kind == "apache" else [])


@pytest.mark.parametrize("kind", SERVERS)
def test_old_targets_that_only_yourls_would_take_lead_to_the_same_place(
    kind: str, shell: Shell, library: Library, tmp_path: Path
) -> None:
    targets = ("/on/this/site?x=1", "beside", "//cdn.example/x", "https://u:p@a.example/", "skype:echo123", "tel:+44")
    with library.writing(None) as editor:
        for number, target in enumerate(targets):
            editor.create(Draft(target=target, slug=f"p/old{number}", legacy=True))
    words = ("--links", "--rate", "0", "--json", "--ignore", "spelling")
    with served(kind, shell, tmp_path) as server:
        told = shell("parity", "--against", server.url, "--host", "localhost", *words).json
    assert (told["asked"], told["differences"]) == (len(targets), [])


def test_what_a_server_can_not_do_is_told(shell: Shell, library: Library, tmp_path: Path) -> None:
    add_nasty(library)
    library.create(Draft(target="https://a.example/?own=1", slug="query", forward_query=True), None)
    library.create(Draft(target="tel:+441223", slug="call"), None)
    file = tmp_path / "htaccess"
    answer = shell("export", "htaccess", "-o", str(file), "--json")
    told = {one["slug"]: one["reason"] for one in answer.json["which"]}
    assert set(told) == {"query", "call", "longer"}
    assert "no line is longer than 8,000 bytes" in told["longer"]
    assert answer.json["inexact"] == len(told) < MOST_KEPT
    said = shell("export", "nginx-map", "-o", str(file))
    assert said.err.startswith("Warning: localhost/query gets the visitor's query with keys that its target has")


def test_for_other_programs_every_slug_is_there_with_its_answer(shell: Shell, library: Library) -> None:
    add_nasty(library)
    library.create(Draft(target="https://a.example/", slug="-x", title="=1+1", status=301, forward_query=True), None)
    told = json.loads(shell("export", "json").out)
    by_slug = {one["slug"]: one for one in told}
    assert by_slug["ärger"]["location"] == "https://xn--bcher-kva.example/stra%C3%9Fe?gr%C3%B6%C3%9Fe=%C3%BC#%C3%B6"
    assert by_slug["ärger"]["target"] == "https://bücher.example/straße?größe=ü#ö"
    answers = {slug: (by_slug[slug]["answer"], by_slug[slug]["state"], by_slug[slug]["location"]) for slug in STATES}
    assert answers == STATES
    assert (by_slug["old-name"]["kind"], by_slug["new-name"]["kind"]) == ("alias", "main")
    assert (by_slug["-x"]["status"], by_slug["-x"]["forward_query"]) == (301, True)
    rows = list(csv.DictReader(io.StringIO(shell("export", "csv").out, newline="")))
    assert [unguarded(row["slug"]) for row in rows] == [one["slug"] for one in told]
    assert next(row for row in rows if row["slug"] == "'-x")["title"] == "'=1+1"


@pytest.mark.parametrize("form", ["htaccess", "nginx-map", "csv", "json"])
def test_each_form_is_a_whole_file_and_says_what_is_in_it(
    form: str, shell: Shell, library: Library, tmp_path: Path
) -> None:
    add_nasty(library)
    file = tmp_path / "out"
    file.write_text("old")
    answer = shell("export", form, "-o", str(file), "--json")
    assert (answer.status, answer.err) == (0, "")
    assert (answer.json["format"], answer.json["file"]) == (form, str(file))
    counts = tuple(answer.json[name] for name in ("slugs", "redirects", "not_found", "gone"))
    assert counts == (len(NASTY) + 12, len(NASTY) + 8, 2, 2)
    assert not list(tmp_path.glob("*.part"))
    assert file.read_text() != "old"
    assert shell("export", form, "--json").status == 2
    assert shell("export", form, "--domain", "nobody.example").status == 1


@pytest.mark.parametrize("form", ["htaccess", "nginx-map", "csv", "json"])
def test_no_link_at_all_is_a_valid_file_too(form: str, shell: Shell, tmp_path: Path) -> None:
    answer = shell("export", form, "-o", str(tmp_path / "out"))
    assert (answer.status, answer.err) == (
        0,
        f"0 slugs written to {tmp_path / 'out'}: 0 redirects, 0 not found, 0 gone.\n",
    )
    if form == "json":
        assert json.loads((tmp_path / "out").read_text()) == []


@pytest.mark.parametrize("kind", SERVERS)
def test_a_server_with_no_link_starts_and_knows_none(kind: str, shell: Shell, tmp_path: Path) -> None:
    with served(kind, shell, tmp_path) as server:
        assert ask(server, "/a") == (404, None)
        assert ask(server, "/robots.txt") == (200, None)
