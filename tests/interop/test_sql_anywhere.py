"""Statements of a dump end where reading it letter by letter says, also with the Python that Debian brings."""

import contextlib
import io
import json
import os
import random
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.interop import sqlfile
from shortener.interop.sqldump import BadDump, insert_of
from shortener.interop.sqlfile import statements

PIECES = ("'", '"', "`", ";", "-", "--", "-- ", "/", "/*", "*/", "*", "#", "\n", "\\", "a", "bc", "''", " ")
ROWS = r"INSERT INTO `t` VALUES (1,'a;b','it\'s ''x'''),(2,NULL,'\\'),(3,'c','d');"
DEBIANS = Path("/usr/bin/python3")
READ = """
import json, sys
from tests.interop.test_sql_anywhere import told
json.dump([told(dump) for dump in json.load(sys.stdin)], sys.stdout)
"""


def by_hand(dump: str) -> list[str]:
    """Statements, with what stands before them."""
    found, begun, at = [], 0, 0
    while 0 <= at < len(dump):
        if dump[at] == ";":
            found.append(dump[begun : at + 1])
            begun = at = at + 1
        elif dump[at] in "'\"`":
            at = _behind_text(dump, at)
        elif dump[at] == "#" or (dump.startswith("--", at) and dump[at + 2 : at + 3].isspace()):
            at = dump.find("\n", at)
        elif dump.startswith("/*", at):
            end = dump.find("*/", at + 2)
            at = end + 2 if end >= 0 else -1
        else:
            at += 1
    return found


def _behind_text(dump: str, at: int) -> int:
    quote, at = dump[at], at + 1
    while at < len(dump) and dump[at] != quote:
        at += 2 if dump[at] == "\\" and quote != "`" else 1
    return at + 1 if at < len(dump) else -1


def cut(dump: str) -> list[str]:
    """Statements as they are read, whether or not the dump breaks off behind them."""
    found = []
    with contextlib.suppress(BadDump):
        for statement in statements(io.BytesIO(dump.encode())):
            found.append(statement.decode())
    return found


def told(dump: str) -> list[object]:
    """Statements, and the rows of those that insert some."""
    found = cut(dump)
    inserts = [insert_of(statement, 1) for statement in found]
    return [found, [list(insert.rows()) for insert in inserts if insert]]


@pytest.mark.parametrize("chunk", [1, 3, 1000])
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_statements_end_where_reading_letter_by_letter_says(chunk: int, dump: str) -> None:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(sqlfile, "CHUNK", chunk)
        found = cut(dump)
    wanted = by_hand(dump)
    assert [whole[-len(one) :] for one, whole in zip(found, wanted, strict=True)] == found


def test_the_python_of_debian_reads_a_dump_as_this_one_does() -> None:
    chance = random.Random(1)
    dumps = ["".join(chance.choices(PIECES, k=25)) + "\n;\n" for _ in range(500)]
    dumps.append(f"-- MySQL dump 10.19\n--\n/*!40101 SET NAMES utf8mb4 */;\n{ROWS}\n")
    python = DEBIANS if DEBIANS.exists() and _version(DEBIANS) == _version(sys.executable) else sys.executable
    path = os.pathsep.join([str(Path(__file__).parents[2]), sysconfig.get_path("purelib")])
    answer = subprocess.run(
        [python, "-c", READ],
        input=json.dumps(dumps),
        env={"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(answer.stdout) == [told(dump) for dump in dumps]
    assert told(dumps[-1])[1] == [[["1", "a;b", "it's 'x'"], ["2", None, "\\"], ["3", "c", "d"]]]


def _version(python: Path | str) -> str:
    asked = "import sys; print(*sys.version_info[:2])"
    return subprocess.run([python, "-c", asked], stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
