"""A small YOURLS site with every oddity that old ones have, and what an import is to say of each."""

from collections.abc import Sequence
from typing import NamedTuple

SCHEMA = """
CREATE TABLE yourls_url (
  keyword varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  url text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  title text CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci,
  `timestamp` timestamp NOT NULL DEFAULT current_timestamp(),
  ip varchar(41) NOT NULL DEFAULT '',
  clicks int(10) unsigned NOT NULL,
  PRIMARY KEY (keyword), KEY ip (ip), KEY `timestamp` (`timestamp`), KEY url_idx (url(30))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE yourls_log (
  click_id int(11) NOT NULL AUTO_INCREMENT,
  click_time datetime NOT NULL,
  shorturl varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  referrer varchar(200) NOT NULL,
  user_agent varchar(255) NOT NULL,
  ip_address varchar(41) NOT NULL,
  country_code char(2) NOT NULL,
  PRIMARY KEY (click_id), KEY shorturl (shorturl)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE yourls_options (
  option_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  option_name varchar(64) NOT NULL DEFAULT '',
  option_value longtext NOT NULL,
  PRIMARY KEY (option_id, option_name), KEY option_name (option_name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
"""
MADE = "2019-03-04 05:06:07"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
LONG = "l" * 180


class Url(NamedTuple):
    keyword: str
    url: str
    title: str | None = "A title"
    timestamp: str = MADE
    ip: str = "192.0.2.9"
    clicks: int = 0


class Log(NamedTuple):
    click_id: int
    click_time: str
    shorturl: str
    referrer: str = "direct"
    user_agent: str = FIREFOX
    ip_address: str = "192.0.2.77"
    country_code: str = "GB"


PLAIN = [
    Url("abc", "https://example.org/?a='1'&b=\\2", clicks=5),
    Url("Abc", "https://example.org/capital"),
    Url("usb-boot", "https://example.org/hyphen", title=None),
    Url("p/en/x-go", "https://example.org/slash"),
    Url("\N{SLICE OF PIZZA}", "https://example.org/emoji"),
    Url(LONG, "https://example.org/long", clicks=4_000_000_000),
    Url("user", "https://ada:pw@example.org/"),
    Url("steam", "steam://run/1"),
    Url("relative", "relative/path"),
    Url("fewer", "https://example.org/reset", clicks=1),
]
# With what the report says of each.
ODD = {
    Url("%C3%BCber", "https://example.org/percent"): ("changed", "kept decoded"),
    Url("twice", "https://example.org/twice", title="GrÃ¼ÃŸe"): ("changed", "its title was encoded twice"),
    Url("longtitle", "https://example.org/title", title="t" * 600): ("changed", "cut to 500 characters"),
    Url("lines", "https://example.org/lines", title="one\ntwo"): ("changed", "control characters in its title"),
    Url("spaces", "https://example.org/a b"): ("changed", "written as %20"),
    Url("notime", "https://example.org/time", timestamp="0000-00-00 00:00:00"): ("changed", "it has no time"),
    Url("js", "javascript:alert(1)", clicks=2): ("changed", "came in disabled"),
    Url("data", "data:text/html,x"): ("changed", "came in disabled"),
    Url("port", "example.com:8080/x"): ("changed", "came in disabled"),
    Url("loop", "http://localhost:8000/abc"): ("changed", "came in disabled"),
    Url("admin", "https://example.org/admin"): ("left out", "reserved"),
    Url("api/x", "https://example.org/api"): ("left out", "reserved"),
    Url("taken", "https://example.org/theirs", clicks=9): ("left out", "another link with this slug"),
    Url("huge", "https://example.org/" + "x" * 9000): ("left out", "8,192 is the most"),
}
VISITS = [
    Log(3, "2020-01-02 03:04:05", "abc"),
    Log(4, "2020-01-02 03:04:06", "abc", "https://ada:pw@news.example/x?secret=1", "-", "2001:db8:1:2::3", ""),
    Log(8, "2021-12-31 23:59:59", "p/en/x-go", country_code="de", user_agent="Googlebot/2.1"),
    Log(9, "2022-01-01 00:00:00", "fewer", ip_address="not an address"),
    Log(10, "2022-01-01 00:00:00", "fewer"),
    Log(20, "2022-05-05 05:05:05", "\N{SLICE OF PIZZA}"),
]
ODD_VISITS = {
    Log(11, "2022-01-01 00:00:01", "gone"): "has no link in the dump",
    Log(12, "2022-01-01 00:00:02", "ABC"): "has no link in the dump",
    Log(13, "2022-01-01 00:00:03", "taken"): "did not come in",
    Log(14, "0000-00-00 00:00:00", "abc"): "its time can't be",
}
OPTIONS = [(1, "version", "1.10.4"), (2, "db_version", "507"), (3, "next_id", "1337"), (4, "active_plugins", "a:0:{}")]
LINKS = [*PLAIN, *ODD]
LOG = sorted([*VISITS, *ODD_VISITS])
CONFIG = r"""<?php
/* define( 'YOURLS_COOKIEKEY', 'an old one' ); */
define( 'YOURLS_DB_PASS', 'dbpass' );
define( 'YOURLS_SITE', 'https://sho.rt' ); // define('YOURLS_SITE', 'x');
define( "YOURLS_COOKIEKEY", 'it\'s a key' );
define( 'YOURLS_UNIQUE_URLS', false );
define( 'YOURLS_URL_CONVERT', 62 );
define( 'YOURLS_LANG', getenv('LANG') ?: '' );
$yourls_user_passwords = array(
    'ada' => 'md5:12373:e52e4488f79a740bd341f229e3c163c8', # hashed
    'bob' => 'plain password',
);
$yourls_reserved_URL = [ 'porn', 'sex' ];
"""


def dump_of(links: list[Url], visits: list[Log], plugins: str = "a:0:{}") -> str:
    """As mysqldump writes it, but with the schema in fewer words."""
    tables: dict[str, Sequence[tuple[object, ...]]]
    options = [(number, name, plugins if name == "active_plugins" else value) for number, name, value in OPTIONS]
    tables = {"yourls_log": visits, "yourls_options": options, "yourls_url": links}
    inserts = [
        f"INSERT INTO `{name}` VALUES {','.join(map(written, rows))};\n" for name, rows in tables.items() if rows
    ]
    return f"-- MySQL dump 10.19\n/*!40101 SET NAMES utf8mb4 */;{SCHEMA};\n{''.join(inserts)}-- Dump completed\n"


def written(cells: tuple[object, ...]) -> str:
    """A row as mysqldump writes it."""
    return f"({','.join(map(_cell, cells))})"


def _cell(value: object) -> str:
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    text = str(value).replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
    return "'" + text.replace("\n", "\\n").replace("\r", "\\r").replace("\0", "\\0").replace("\x1a", "\\Z") + "'"
