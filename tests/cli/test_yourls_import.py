"""`shortener import yourls` moves a site in, names what it can't, and shows no secret."""

import gzip
import stat
from pathlib import Path

import pytest

from shortener.accounts import people
from shortener.accounts.passwords import verify
from shortener.links.library import Library
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.interop.yourls import CONFIG, LINKS, LOG, PLAIN, VISITS, dump_of

HASHED = "3cd6944201fa7bbc5e0fe852e36b1096"  # what the hash in CONFIG stands for


@pytest.fixture
def dump(tmp_path: Path) -> str:
    (tmp_path / "dump.sql").write_text(dump_of(PLAIN, VISITS), "utf-8")
    return str(tmp_path / "dump.sql")


@pytest.fixture
def odd_dump(tmp_path: Path) -> str:
    (tmp_path / "odd.sql.gz").write_bytes(gzip.compress(dump_of(LINKS, LOG).encode()))
    return str(tmp_path / "odd.sql.gz")


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "config.php").write_text(CONFIG, "utf-8")
    return str(tmp_path / "config.php")


def test_a_site_without_oddities_moves_in_and_a_second_time_is_there_already(shell: Shell, dump: str) -> None:
    first, second = shell("import", "yourls", dump), shell("import", "yourls", dump)
    assert (first.status, first.err) == (second.status, second.err) == (0, "")
    assert first.out.splitlines() == [
        "10 links new, 0 here already, 0 left out; their counters in YOURLS say 4,000,000,006 clicks.",
        "6 clicks of the log new, 0 here already, 0 left out.",
        "YOURLS would have gone on with the keyword 115; so do slugs here with SHORTENER_SEQUENTIAL_SLUGS.",
    ]
    assert second.out.splitlines()[:2] == [
        "0 links new, 10 here already, 0 left out; their counters in YOURLS say 4,000,000,006 clicks.",
        "0 clicks of the log new, 6 here already, 0 left out.",
    ]
    assert "It adds up." in shell("clicks", "audit").out


def test_what_is_left_out_is_summed_up_and_makes_the_exit_status(shell: Shell, odd_dump: str, tmp_path: Path) -> None:
    answer = shell("import", "yourls", odd_dump, "--report", str(tmp_path / "report.csv"))
    assert answer.status == 1
    assert "  2 clicks left out: its keyword has no link in the dump" in answer.out.splitlines()
    assert "  4 links changed: it came in disabled: its target may not be followed" in answer.out.splitlines()
    lines = (tmp_path / "report.csv").read_text("utf-8").splitlines()
    assert lines[0] == "kind,verdict,keyword,what,number,was"
    assert "click,left out,gone,its keyword has no link in the dump.,11," in lines


def test_a_dry_run_changes_nothing(shell: Shell, dump: str, config: str, library: Library, database: Database) -> None:
    answer = shell("import", "yourls", dump, "--config", config, "--dry-run")
    assert answer.status == 0
    assert "10 links would be new" in answer.out
    assert "2 people would be new" in answer.out
    assert library.find("", "abc") is None
    with database.read() as session:
        assert people.everyone(session) == []


def test_people_move_in_with_their_passwords_and_nothing_secret_is_shown(
    shell: Shell, dump: str, config: str, database: Database, tmp_path: Path
) -> None:
    kept = tmp_path / "settings.env"
    answer = shell("import", "yourls", dump, "--config", config, "--settings-file", str(kept))
    assert answer.status == 0
    for secret in ("a key", "dbpass", "plain password", "md5:"):
        assert secret not in answer.out + answer.err
    assert "  SHORTENER_YOURLS_DUPLICATES=allow" in answer.out.splitlines()
    assert "SHORTENER_YOURLS_COOKIEKEY=it's a key" in kept.read_text("utf-8").splitlines()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with database.read() as session:
        found = {person.name: person for person in people.everyone(session)}
        assert {name: person.role for name, person in found.items()} == {"ada": "editor", "bob": "editor"}
        assert verify(found["ada"].password_hash, HASHED)
        assert verify(found["bob"].password_hash, "plain password")
    assert shell("import", "yourls", dump, "--config", config).status == 0


def test_settings_are_those_of_what_the_site_holds_and_the_end_says_why(
    shell: Shell, config: str, tmp_path: Path
) -> None:
    plugins = 'a:2:{i:0;s:26:"hyphens-in-urls/plugin.php";i:1;s:20:"fortune/plugin.php.x";}'
    (tmp_path / "dump.sql").write_text(dump_of(PLAIN, VISITS, plugins), "utf-8")
    words = ("import", "yourls", str(tmp_path / "dump.sql"), "--config", config)
    answer = shell(*words, "--settings-file", str(tmp_path / "settings.env"))
    written = (tmp_path / "settings.env").read_text("utf-8").splitlines()
    assert "SHORTENER_YOURLS_KEYWORDS=62-/\N{SLICE OF PIZZA}" in written
    assert "SHORTENER_RESERVED_SLUGS=porn,sex" in written
    assert "Plug-ins active there: hyphens-in-urls, fortune." in answer.out.splitlines()
    assert "No setting follows from fortune; look yourself what you need of it." in answer.out.splitlines()
    said = "Keywords there have, beside digits and small letters: capitals, - (2), / (1), \N{SLICE OF PIZZA} (1)."
    assert said in answer.out.splitlines()
    found = shell(*words, "--json").json
    assert (found["plugins"], found["characters"]["-"]) == (["hyphens-in-urls", "fortune"], 2)
    settings = {name: value for name, value in found["settings"].items() if name != "SHORTENER_BASE_URL"}
    assert shell("settings", **settings).status == 0, "every one of them can be set"


def test_what_is_reserved_here_is_left_out_of_what_moves_in(shell: Shell, dump: str, tmp_path: Path) -> None:
    kept = {"SHORTENER_RESERVED_SLUGS": "usb-boot,abc"}
    answer = shell("import", "yourls", dump, "--report", str(tmp_path / "report.csv"), **kept)
    assert (answer.status, "8 links new, 0 here already, 2 left out" in answer.out) == (1, True)
    assert "SHORTENER_RESERVED_SLUGS" in (tmp_path / "report.csv").read_text("utf-8")
    (tmp_path / "more.csv").write_text("slug,target\nabc,https://example.org/\nfree,https://example.org/\n", "utf-8")
    csv = shell("import", "csv", str(tmp_path / "more.csv"), **kept)
    assert (csv.status, "“abc” is reserved (SHORTENER_RESERVED_SLUGS)" in csv.err) == (1, True)
    added = shell("link", "add", "https://example.org/", "abc", **kept)
    assert (added.status, "SHORTENER_RESERVED_SLUGS" in added.err) == (1, True)


def test_new_slugs_go_on_where_yourls_was(shell: Shell, odd_dump: str, config: str, library: Library) -> None:
    assert "on with the keyword lz;" in shell("import", "yourls", odd_dump, "--config", config, "--dry-run").out
    kept: dict[str, str] = {"SHORTENER_SEQUENTIAL_SLUGS": "all", "SHORTENER_YOURLS_KEYWORDS": "62"}
    shell("import", "yourls", odd_dump, "--config", config)
    made = [shell("link", "add", "https://example.org/", "--json", **kept).json["slug"] for _ in range(2)]
    assert made == ["lz", "lA"]
    shell("import", "yourls", odd_dump, "--config", config)
    assert shell("link", "add", "https://example.org/", "--json", **kept).json["slug"] == "lB", "it never goes back"


def test_programs_get_all_numbers(shell: Shell, odd_dump: str, config: str) -> None:
    answer = shell("import", "yourls", odd_dump, "--config", config, "--json")
    assert answer.status == 1
    found = answer.json
    assert (found["links_new"], found["links_left_out"], found["clicks_new"]) == (21, 3, 7)
    assert {"kind": "click", "verdict": "left out", "reason": "its time can't be", "count": 1} in found["findings"]
    assert (found["next_keyword"], found["reserved"], found["unread"]) == ("lz", ["porn", "sex"], ["YOURLS_LANG"])
    assert "SHORTENER_YOURLS_COOKIEKEY" not in found["settings"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (dump_of(PLAIN, VISITS)[:-40], "breaks off before its end; make it again, or copy it anew."),
        ("SELECT 1;", "has no links of YOURLS in it: wanted rows of the table yourls_url."),
        ("INSERT INTO yourls_url VALUES (SLEEP(9));", "in statement 1; make it again with mysqldump."),
        ("\0\1\2", "breaks off before its end"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence_before_anything_changes(
    shell: Shell, tmp_path: Path, library: Library, content: str, sentence: str
) -> None:
    (tmp_path / "bad.sql").write_text(content, "utf-8")
    answer = shell("import", "yourls", str(tmp_path / "bad.sql"))
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert answer.err.startswith(f"Error: {tmp_path}/bad.sql ")
    assert sentence in answer.err
    assert library.find("", "abc") is None


def test_a_domain_that_is_none_and_a_file_that_is_missing_are_said(shell: Shell, dump: str) -> None:
    unknown = shell("import", "yourls", dump, "--domain", "nowhere.example")
    missing = shell("import", "yourls", "/nowhere.sql")
    assert (unknown.status, missing.status) == (1, 1)
    assert "“nowhere.example” is not a domain" in unknown.err
    assert "/nowhere.sql" in missing.err
    assert "Traceback" not in missing.err


def test_links_can_go_to_another_domain(shell: Shell, dump: str, library: Library) -> None:
    library.add_domain("go.example.org")
    assert shell("import", "yourls", dump, "--domain", "go.example.org").status == 0
    assert library.find("go.example.org", "usb-boot") is not None
    assert library.find("", "usb-boot") is None
