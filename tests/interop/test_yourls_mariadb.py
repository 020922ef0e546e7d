"""What a real MariaDB dumped of YOURLS' documented tables, with every oddity in it, is told apart by the command."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, make_url, select, text

from shortener.clicks.tables import clicks, link_totals
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.tables import Link, Slug
from shortener.stores import Database
from tests.cli.conftest import Shell, bare, environ, shell
from tests.interop.moved import check_findings, findings
from tests.interop.yourls import LINKS, LOG, ODD, ODD_VISITS, OPTIONS, SCHEMA
from tests.servers import Databases

__all__ = ["bare", "environ", "shell"]
LEFT_OUT = sorted(url.keyword for url, (verdict, _) in ODD.items() if verdict == "left out")


@pytest.fixture
def site(mariadb_databases: Databases) -> Iterator[str]:
    """URL of a database in MariaDB with the tables of YOURLS, filled."""
    with mariadb_databases.empty() as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("SET sql_mode = '', time_zone = '+00:00'"))
            for statement in SCHEMA.split(";\n"):
                connection.execute(text(statement))
            for table, rows in (("url", LINKS), ("log", LOG), ("options", OPTIONS)):
                places = ",".join(["%s"] * len(rows[0]))
                connection.exec_driver_sql(
                    f"INSERT INTO yourls_{table} VALUES ({places})", [tuple(row) for row in rows]
                )
        engine.dispose()
        yield url


@pytest.fixture
def theirs(library: Library) -> None:
    """Somebody's link, made here before the move."""
    library.create(Draft(slug="taken", target="https://example.org/ours"), None)


def dumped(url: str, file: Path, *options: str) -> None:
    parts = make_url(url)
    words = ["mariadb-dump", "--no-defaults", f"--user={parts.username}", f"--socket={parts.query['unix_socket']}"]
    password = {**os.environ, "MYSQL_PWD": parts.password or ""}
    with file.open("wb") as sink:
        subprocess.run([*words, *options, parts.database or ""], stdout=sink, env=password, check=True)


def pairs(rows: Iterable[Any]) -> list[tuple[str, int]]:
    return sorted((slug, int(count)) for slug, count in rows)


@pytest.mark.parametrize("options", [(), ("--skip-extended-insert", "--complete-insert", "--hex-blob"), ("--compact",)])
@pytest.mark.usefixtures("theirs")
def test_the_report_lists_exactly_what_was_planted_and_all_else_is_equal(
    site: str, shell: Shell, database: Database, tmp_path: Path, options: tuple[str, ...]
) -> None:
    dumped(site, tmp_path / "dump.sql", *options)
    answer = shell("import", "yourls", str(tmp_path / "dump.sql"), "--report", str(tmp_path / "report.jsonl"))
    assert (answer.status, answer.err) == (1, "")
    check_findings(findings((tmp_path / "report.jsonl").read_text("utf-8")))
    check_counts(site, database)


@pytest.mark.usefixtures("theirs")
def test_the_database_itself_says_the_same(site: str, shell: Shell, database: Database, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{make_url(site).password}\n")
    words = ["import", "yourls", without_password(site), "--report", str(tmp_path / "report.jsonl")]
    answer = shell(*words, "--password-file", str(tmp_path / "password"))
    assert (answer.status, answer.err) == (1, "")
    check_findings(findings((tmp_path / "report.jsonl").read_text("utf-8")))
    check_counts(site, database)
    again = shell(*words, stdin=f"{make_url(site).password}\n")
    assert "0 clicks of the log new, 10 here already" in again.out


def test_a_password_in_an_argument_and_a_wrong_one_are_refused(site: str, shell: Shell) -> None:
    told = shell("import", "yourls", make_url(site).render_as_string(hide_password=False))
    assert told.status == 2
    assert "can be read by everybody" in told.err
    wrong = shell("import", "yourls", without_password(site), stdin="wrong\n")
    assert wrong.status == 1
    assert "Access denied" in wrong.err
    assert "wrong" not in wrong.err
    assert shell("import", "yourls", "postgresql://x/y", stdin="\n").status == 2


def without_password(site: str) -> str:
    return site.replace(f":{make_url(site).password}@", "@")


def check_counts(site: str, database: Database) -> None:
    """Links, counters and clicks of each link are equal by SQL, those apart that are reported."""
    engine = create_engine(site)
    out, lost = {"out": tuple(LEFT_OUT)}, {"lost": tuple(log.click_id for log in ODD_VISITS)}
    with engine.connect() as theirs, database.read() as ours:
        wanted = theirs.execute(
            text("SELECT count(*), sum(clicks) FROM yourls_url WHERE keyword NOT IN :out"), out
        ).one()
        links = ours.scalar(select(func.count()).select_from(Link)) or 0
        assert (links - 1, ours.scalar(select(func.sum(link_totals.c.counter)))) == tuple(wanted)
        by_slug = select(Slug.slug, func.count()).join(clicks, clicks.c.link_id == Slug.link_id).group_by(Slug.slug)
        theirs_by_slug = text("SELECT shorturl, count(*) FROM yourls_log WHERE click_id NOT IN :lost GROUP BY shorturl")
        assert pairs(ours.execute(by_slug)) == pairs(theirs.execute(theirs_by_slug, lost))
    engine.dispose()
