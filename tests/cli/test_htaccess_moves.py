"""In from a .htaccess file as Apache itself reads it, and out into one and back, with nothing changed on the way."""

import csv
from pathlib import Path

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from tests.cli.conftest import Shell
from tests.cli.test_way_out import served
from tests.interop.leaving import OTHER, add_nasty
from tests.servers.web import Apache

OLD = r"""
RewriteEngine On
Redirect /plain https://a.example/plain
Redirect permanent /permanent https://a.example/?own=1
RedirectMatch 303 ^/match/?$ https://a.example/a%20b?c=%20&d#e
RedirectTemp "/quo ted" https://a.example/
RewriteCond %{REQUEST_FILENAME} !-f
RewriteRule ^rule$ https://a.example/rule [R=301,L]
RewriteRule ^drops/?$ https://a.example/drops? [R=307,L]
RewriteRule ^discards$ https://a.example/discards [R,QSD,L]
RewriteRule ^adds$ https://a.example/?own=1 [R=308,QSA,L]
RewriteRule ^escapes$ https://a.example/%C3%BC#x [R,L]
RewriteRule ^keeps$ https://a.example/%C3%BC?a=\%20#x [R,NE,L]
RewriteRule ^dollars$ https://a.example/\$1\%20 [R,NE,L]
RewriteRule ^a\.b$ "https://a.example/dot" [R=permanent,L]
"""
SLUGS = ("plain", "permanent", "match", "rule", "drops", "discards", "adds", "escapes", "keeps", "dollars", "a.b")


def test_what_apache_answered_is_answered_here(shell: Shell, library: Library, tmp_path: Path) -> None:
    file, log = tmp_path / "htaccess", tmp_path / "access.log"
    file.write_text(OLD)
    answer = shell("import", "htaccess", str(file))
    assert (answer.status, answer.out) == (1, f"{len(SLUGS)} links created, 0 unchanged, 1 row refused.\n")
    assert answer.err.startswith(f"{file}, line 6: The slug “quo ted” has a space in it")
    asked = [f"/{slug}{query}" for slug in SLUGS for query in ("", "?b=2")]
    log.write_text("".join(f'::1 - - [x] "GET {path} HTTP/1.1" 302 0 "-" "curl"\n' for path in asked))
    with Apache(file) as apache:
        told = shell("parity", "--against", apache.url, "--log", str(log), "--rate", "0", "--json").json
    assert told["asked"] == len(asked)
    assert [(one["path"], one["there_target"], one["here_target"]) for one in told["differences"]] == []


def test_links_go_out_and_come_back_equal(
    shell: Shell, library: Library, tmp_path: Path, environ: dict[str, str]
) -> None:
    library.add_domain(OTHER)
    for domain in ("", OTHER):
        add_nasty(library, domain)
        for slug, target in (("on", ""), ("own", "?own=1"), ("hash", "#top"), ("both", "?own=1#top"), ("back", "\\")):
            draft = Draft(target=f"https://a.example/{target}", slug=f"q/{slug}", forward_query=True, domain=domain)
            library.create(draft, None)
        library.create(Draft(target="tel:+441223", slug=f"call{len(domain)}", domain=domain), None)
    file = tmp_path / "htaccess"
    assert shell("export", "htaccess", "-o", str(file)).status == 0
    elsewhere = {"SHORTENER_DATA_DIR": str(tmp_path / "elsewhere"), "SHORTENER_DATABASE_URL": ""}
    answer = shell("import", "htaccess", str(file), "--create-domains", **elsewhere)
    assert answer.err.count("\n") == 8, answer.err  # disabled, not begun, ended and deleted ones, on each domain
    assert all(" and leads nowhere" in line for line in answer.err.splitlines())

    def live(text: str) -> set[tuple[str, ...]]:
        rows = csv.DictReader(text.splitlines())
        kept = ("domain", "slug", "answer", "location", "forward_query")
        return {tuple(row[name] for name in kept) for row in rows if row["location"] and row["slug"] != "longer"}

    back = live(shell("export", "csv", **elsewhere).out)
    assert len(back) > 110
    assert back == live(shell("export", "csv").out)


def test_what_apache_answered_beyond_one_address_is_said(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "htaccess"
    file.write_text("RewriteRule ^a$ https://a.example/ [R,NC]\nRewriteRule ^b$ https://a.example/ [R]\n")
    answer = shell("import", "htaccess", str(file))
    assert answer.status == 0
    assert answer.err == "Warning: 1 line with NC answered any capitals; a link has its own.\n"


def test_a_slug_that_left_can_be_asked_of_apache_again_after_it_came_back(
    shell: Shell, library: Library, tmp_path: Path
) -> None:
    library.create(Draft(target="https://a.example/$1", slug="dollar$1"), None)
    with served("apache", shell, tmp_path):
        answer = shell("import", "htaccess", str(tmp_path / "links"))
    assert (answer.status, answer.out) == (0, "0 links created, 1 unchanged, 0 rows refused.\n")


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_the_report_is_that_of_other_imports(shell: Shell, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "htaccess"
    file.write_text("Redirect /a https://a.example/\nRedirect gone /b\n")
    answer = shell("import", "htaccess", str(file), "--dry-run", *words)
    assert answer.status == 1
    if words:
        assert answer.json["refusals"] == [{"line": 2, "reason": "it answers 410 and leads nowhere"}]
        assert (answer.json["created"], answer.json["dry_run"]) == (1, True)
    else:
        assert answer.err.splitlines() == [
            f"{file}, line 2: it answers 410 and leads nowhere.",
            "Warning: 1 line with Redirect answered what is below the path too; a link doesn't.",
        ]
        assert answer.out.splitlines()[0] == f"{file}, line 1: would create localhost/a → https://a.example/"
