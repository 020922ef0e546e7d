"""What a dump holds, found by reading all of it before anything is changed: a broken one is refused as a whole."""

from collections import Counter

import msgspec

from shortener.clicks.pace import without_gc
from shortener.interop.sqldump import BadDump
from shortener.interop.yourls.arrivals import decoded
from shortener.interop.yourls.source import Progress, Source
from shortener.interop.yourls.tables import LOG, NEWEST, OLDEST, OPTIONS, URL, Row
from shortener.interop.yourls.visits import time_of
from shortener.yourls.keywords import BASES

DIGITS = 18  # of a number that every database takes
KEPT = ("version", "db_version", "next_id", "random_shorturls_length", "active_plugins")
PLAIN = frozenset(BASES[36])


class Survey(msgspec.Struct):
    """Of one site's tables: `links` and `visits` are rows, `last_id` the newest click_id, `options` some of its own.

    `logged` counts rows of the log by keyword, those without a time left out; `characters` counts keywords by what they
    have in them beside digits and small letters.
    """

    prefix: str
    links: int = 0
    visits: int = 0
    last_id: int = 0
    logged: Counter[str] = msgspec.field(default_factory=Counter)
    characters: Counter[str] = msgspec.field(default_factory=Counter)
    options: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def warnings(self) -> list[str]:
        version = self.options.get("db_version", "")
        if version and not (version.isascii() and version.isdigit() and OLDEST <= int(version) <= NEWEST):
            return [f"Its tables are of version {version[:20]}, with which this was never tried; look at what came in."]
        return []


def survey(source: Source, progress: Progress) -> Survey:
    """Raises OSError, and BadDump where the file breaks off, holds no site or several, or isn't in order."""
    found: dict[str, Survey] = {}
    with without_gc():
        for table_prefix, kind, row in source.rows(URL, LOG, OPTIONS, progress=progress):
            _note(found.get(table_prefix) or found.setdefault(table_prefix, Survey(table_prefix)), kind, row)
    sites = {name: one for name, one in found.items() if one.links}
    if not sites:
        table = f"{source.prefix or 'yourls_'}url"
        raise BadDump(f"has no links of YOURLS in it: wanted rows of the table {table}.")
    if len(sites) > 1:
        raise BadDump(f"has several sites in it; say which with --prefix: {', '.join(sorted(sites))}.")
    return next(iter(sites.values()))


def _note(site: Survey, kind: str, row: Row) -> None:
    if kind == URL:
        site.links += 1
        site.characters.update(set(decoded(row["keyword"] or "")) - PLAIN)
    elif kind == LOG:
        site.visits += 1
        if time_of(row) is not None:
            site.logged[row["shorturl"] or ""] += 1
        site.last_id = _next_id(site.last_id, row["click_id"] or "")
    elif row["option_name"] in KEPT:
        site.options[row["option_name"] or ""] = row["option_value"] or ""


def _next_id(last: int, text: str) -> int:
    """An import that was stopped goes on after the last one: what comes out of order would be lost then."""
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS and int(text) > last):
        raise BadDump(
            f"has rows of the click log out of order (click_id {text[:20]} after {last}); "
            "make it again with mysqldump --order-by-primary."
        )
    return int(text)
