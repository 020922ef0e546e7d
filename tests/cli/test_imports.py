"""`shortener import csv` says what became of each row, and the exit status says whether all went in."""

import csv
import io
import os
import pty
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from shortener.links.library import Library
from tests.cli.conftest import Shell

DATA = Path(__file__).parent.parent / "data"
GOOD = "slug,target\nnew,https://example.org/\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "links.csv"


def test_the_printed_links_go_in_and_a_second_time_change_nothing(shell: Shell) -> None:
    path = str(DATA / "rpf-links.csv")
    first, second = shell("import", "csv", path), shell("import", "csv", path)
    assert (first.status, first.out) == (0, "688 links created, 0 unchanged, 0 rows refused.\n")
    assert (second.status, second.out) == (0, "0 links created, 688 unchanged, 0 rows refused.\n")
    assert first.err == second.err == ""


def test_domains_are_made_only_when_asked_for(shell: Shell) -> None:
    path = str(DATA / "three-domains.csv")
    refused = shell("import", "csv", path)
    assert (refused.status, len(refused.err.splitlines())) == (1, 67)
    assert refused.err.splitlines()[0] == (
        f"{path}, line 2: “rpf.io” is not a domain of this shortener; "
        "make it with `shortener domain add`, or all that the file names with --create-domains."
    )
    made = shell("import", "csv", path, "--create-domains")
    assert made.status == 0
    assert made.out.splitlines() == [
        "Domain rpf.io created.",
        "Domain rpltd.co created.",
        "Domain rptl.io created.",
        "67 links created, 0 unchanged, 0 rows refused.",
    ]


def test_a_bad_row_is_named_with_file_line_and_reason_and_the_rest_goes_in(
    shell: Shell, file: Path, library: Library
) -> None:
    file.write_text("slug,target\nbad,\n" + GOOD.splitlines()[1])
    answer = shell("import", "csv", str(file))
    assert (answer.status, answer.out) == (1, "1 link created, 0 unchanged, 1 row refused.\n")
    assert answer.err == f"{file}, line 2: it has no target.\n"
    assert library.find("", "new") is not None


def test_a_dry_run_says_row_by_row_what_would_happen(shell: Shell, file: Path, library: Library) -> None:
    file.write_text(GOOD + "new,https://example.org/\nbad,\n")
    answer = shell("import", "csv", str(file), "--dry-run")
    assert answer.status == 1
    assert answer.out.splitlines() == [
        f"{file}, line 2: would create localhost/new → https://example.org/",
        f"{file}, line 3: localhost/new is there already",
        "1 link would be created, 1 unchanged, 1 row would be refused.",
    ]
    assert library.find("", "new") is None


def test_json_has_all_of_it(shell: Shell, file: Path) -> None:
    file.write_text(GOOD + "bad,\n")
    answer = shell("import", "csv", str(file), "--json")
    assert (answer.status, answer.err) == (1, "")
    assert answer.json == {
        "created": 1,
        "unchanged": 0,
        "refused": 1,
        "refusals": [{"line": 3, "reason": "it has no target"}],
        "domains": [],
        "dry_run": False,
    }


def test_standard_input_is_a_file_too(shell: Shell, library: Library) -> None:
    assert shell("import", "csv", "-", stdin=GOOD.encode()).status == 0
    assert library.find("", "new") is not None


def test_a_pipe_is_a_file_too(shell: Shell, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(GOOD,))
    writer.start()
    assert shell("import", "csv", str(pipe)).status == 0
    writer.join()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"keyword,url\n", "has no column slug and no column target"),
        (b"\x7fELF\0\0\0", "is not a CSV file in UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence_with_its_name(
    shell: Shell, file: Path, content: bytes, sentence: str
) -> None:
    file.write_bytes(content)
    answer = shell("import", "csv", str(file))
    assert answer.status == 1
    assert answer.err.startswith(f"Error: {file} {sentence}")
    assert answer.err.count("\n") == 1


def test_standard_input_without_a_row_is_called_so(shell: Shell) -> None:
    answer = shell("import", "csv", "-", stdin=b"")
    assert answer.status == 1
    assert answer.err.startswith("Error: Standard input is empty; wanted a first line")


def test_a_file_that_can_not_be_read_is_named(shell: Shell, tmp_path: Path) -> None:
    assert shell("import", "csv", str(tmp_path)).err == f"Error: {tmp_path}: Is a directory.\n"
    missing = tmp_path / "nope.csv"
    assert shell("import", "csv", str(missing)).err == f"Error: {missing}: No such file or directory.\n"


def test_what_was_exported_can_be_imported_elsewhere(shell: Shell, tmp_path: Path, environ: dict[str, str]) -> None:
    shell("domain", "add", "rpf.io")
    words = ("--domain", "rpf.io", "--title", "=1+1", "--tag", "a", "--tag", "b")
    assert shell("link", "add", *words, "--", "https://example.org/?a=1,2", "-x").status == 0
    shell("link", "add", "https://example.org/", "y", "--notes", 'one\n"two"', "--status", "301")
    exported = shell("export", "links").out
    elsewhere = {"SHORTENER_DATA_DIR": str(tmp_path / "elsewhere"), "SHORTENER_DATABASE_URL": ""}
    answer = shell("import", "csv", "-", "--create-domains", stdin=exported.encode(), **elsewhere)
    assert (answer.status, answer.out.splitlines()[-1]) == (0, "2 links created, 0 unchanged, 0 rows refused.")

    def wanted(text: str) -> list[list[str]]:
        return [row[:8] for row in csv.reader(io.StringIO(text, newline=""))]

    assert wanted(shell("export", "links", **elsewhere).out) == wanted(exported)


def test_progress_is_shown_on_a_terminal_only(process: Callable[..., subprocess.Popen[bytes]], file: Path) -> None:
    file.write_text(GOOD)
    ours, theirs = pty.openpty()
    child = process("import", "csv", str(file), stderr=theirs)
    out, _ = child.communicate()
    os.close(theirs)
    assert b"Importing" in os.read(ours, 4096)
    os.close(ours)
    assert out == b"1 link created, 0 unchanged, 0 rows refused.\n"
