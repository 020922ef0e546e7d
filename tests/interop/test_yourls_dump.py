"""The tables of a YOURLS site are found in a dump whatever their names, order and characters; others are told apart."""

from pathlib import Path

import pytest

from shortener.interop.sqldump import BadDump
from shortener.interop.yourls.dump import Dump
from shortener.interop.yourls.survey import Survey, survey

LINK = "INSERT INTO `{0}url` VALUES ('a','https://example.org/','T','2020-01-02 03:04:05','::1',7);\n"
VISIT = "INSERT INTO `{0}log` VALUES ({1},'2020-01-02 03:04:05','a','direct','-','192.0.2.1','GB');\n"


def look(path: Path, dump: str | bytes, prefix: str | None = None) -> Survey:
    path.write_bytes(dump.encode() if isinstance(dump, str) else dump)
    return survey(Dump(path, prefix), lambda _bytes: None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dump.sql"


@pytest.mark.parametrize("prefix", ["yourls_", "", "Short_"])
def test_a_site_is_found_by_its_tables(path: Path, prefix: str) -> None:
    found = look(path, LINK.format(prefix) + VISIT.format(prefix, 3) + VISIT.format(prefix, 9))
    assert (found.prefix, found.links, found.visits, found.last_id) == (prefix, 1, 2, 9)


def test_several_sites_in_one_dump_must_be_told_apart(path: Path) -> None:
    both = LINK.format("a_") + LINK.format("b_") * 2
    with pytest.raises(BadDump, match="--prefix: a_, b_"):
        look(path, both)
    assert look(path, both, "b_").links == 2


def test_tables_of_other_programs_that_are_called_alike_are_passed_over(path: Path) -> None:
    others = "CREATE TABLE `wp_log` (`id` int, `what` text);\nINSERT INTO `wp_log` VALUES (1,'x');\n"
    assert look(path, others + LINK.format("yourls_")).visits == 0


def test_a_dump_of_two_databases_is_refused(path: Path) -> None:
    one = "CREATE TABLE yourls_url (keyword int, url int, title int, `timestamp` int, ip int, clicks int);\n"
    with pytest.raises(BadDump, match="yourls_url twice"):
        look(path, (one + LINK.format("yourls_")) * 2)


def test_a_dump_without_links_is_refused(path: Path) -> None:
    with pytest.raises(BadDump, match="has no links of YOURLS"):
        look(path, "CREATE TABLE `yourls_url` (`keyword` text, `url` text, `timestamp` text, `clicks` int);\n")


def test_a_table_of_another_version_is_refused_by_its_columns(path: Path) -> None:
    dump = "CREATE TABLE yourls_url (id int, url text);\nINSERT INTO yourls_url VALUES (1,'x');\n"
    with pytest.raises(
        BadDump, match="version of YOURLS that isn't known: yourls_url has no columns keyword, timestamp"
    ):
        look(path, dump, "yourls_")


def test_options_say_the_version_and_a_strange_one_is_told_of(path: Path) -> None:
    options = "INSERT INTO `yourls_options` VALUES (1,'db_version','{}'),(2,'next_id','42'),(3,'secret','s');\n"
    assert look(path, LINK.format("yourls_") + options.format("507")).warnings == []
    strange = look(path, LINK.format("yourls_") + options.format("600"))
    assert strange.options == {"db_version": "600", "next_id": "42"}
    assert "600" in strange.warnings[0]


@pytest.mark.parametrize("second", [1, 2, -3, "'x'", "NULL", 10**20])
def test_a_click_log_out_of_order_is_refused_before_anything_goes_in(path: Path, second: object) -> None:
    with pytest.raises(BadDump, match="--order-by-primary"):
        look(path, LINK.format("yourls_") + VISIT.format("yourls_", 2) + VISIT.format("yourls_", second))


def test_cells_come_by_name_in_whatever_order_the_table_has_them(path: Path) -> None:
    path.write_text(
        "CREATE TABLE yourls_url (clicks int, url text, `keyword` text, title text, timestamp text, ip text);\n"
        "INSERT INTO yourls_url VALUES (1,'u','k','t','d','i');\n"
        "INSERT INTO yourls_url (keyword,url,clicks,timestamp) VALUES ('k2','u2',2,'d2');\n"
    )
    rows = [row for _, _, row in Dump(path, "yourls_").rows("url")]
    assert [(row["keyword"], row["url"], row["clicks"]) for row in rows] == [("k", "u", "1"), ("k2", "u2", "2")]


@pytest.mark.parametrize(("charset", "codec"), [("utf8mb4", "utf-8"), ("utf8", "utf-8"), ("latin1", "cp1252")])
def test_texts_are_read_in_the_character_set_of_the_dump(path: Path, charset: str, codec: str) -> None:
    path.write_bytes(
        f"/*!40101 SET NAMES {charset} */;\n".encode() + LINK.format("").replace("'T'", "'“ü€”'").encode(codec)
    )
    assert next(Dump(path, "").rows("url"))[2]["title"] == "“ü€”"


def test_a_character_set_that_can_hide_quotation_marks_is_refused(path: Path) -> None:
    with pytest.raises(BadDump, match="default-character-set=utf8mb4"):
        look(path, "/*!40101 SET NAMES sjis */;\n" + LINK.format(""))
