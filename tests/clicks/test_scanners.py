"""What programs ask every host for is told from what people mistype, each with its reason."""

import csv
from importlib.resources import files
from typing import Any

import pytest

from shortener.clicks.scanners import looks_like, table
from shortener.clicks.tables import misses

ROWS = list(csv.DictReader((files("shortener.clicks") / "data" / "scanners.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("wp-login.php", "PHP"),
        ("blog/WP-Login.PHP", "PHP"),
        ("index.php7", "PHP"),
        ("index.php/x", "PHP"),
        ("wp-admin/setup-config", "WordPress"),
        ("old/wp-includes/wlwmanifest.xml", "WordPress"),
        (".env", "secrets"),
        ("api2/.env.production", "secrets"),
        (".git/HEAD", "version control"),
        ("site/.git", "version control"),
        (".DS_Store", "editor's file"),
        ("backup.zip", "backup"),
        ("shop.sql.gz", "backup"),
        ("cgi-bin/luci", "server page"),
        ("phpMyAdmin-5/", "admin tool"),
        ("actuator/health", "admin tool"),
        ("../../etc/passwd", "attack"),
        ("a/../b", "attack"),
        ("//wp-login", "WordPress"),
        ("sitemap_index.xml", "asked of every site"),
        ("apple-touch-icon-120x120.png", "asked of every site"),
    ],
)
def test_scanners_are_told_with_the_reason(slug: str, reason: str) -> None:
    assert looks_like(slug) == reason


@pytest.mark.parametrize(
    "slug",
    [
        *("scratch-new", "p/en/boat-race", "php", "learn-php", "wp", "env", "git", "git-basics", "environment"),
        *("wordpress", "admin-guide", "backup", "login", "console", "manifest", "book3.", "report.pdf", "a.b", "feed"),
        *("", "/", "é", "x" * 255),
    ],
)
def test_what_people_may_have_meant_is_left_alone(slug: str) -> None:
    assert looks_like(slug) == ""


def test_no_link_that_is_really_printed_looks_like_a_scanner_s() -> None:
    text = (files("tests") / "data" / "rpf-links.csv").read_text("utf-8")
    slugs = [row["slug"] for row in csv.DictReader(text.splitlines())]
    assert len(slugs) > 50
    assert [slug for slug in slugs if looks_like(slug)] == []


def test_each_row_of_the_table_is_needed_and_has_a_reason_that_fits() -> None:
    patterns = [row["pattern"] for row in ROWS]
    assert len(set(patterns)) == len(patterns) == len(table().reasons)
    most: Any = misses.c.looks.type
    assert all(row["reason"] and len(row["reason"]) <= most.length for row in ROWS)
    assert all(pattern.startswith("*") and pattern == pattern.lower() for pattern in patterns)
